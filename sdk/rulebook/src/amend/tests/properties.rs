//! What holds whatever the plan, for rules made to be at odds and for the real modules.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::test_runner::RngSeed;

use super::{offered, rulebook, today, wants};
use crate::amend::{Amended, ChosenFix};
use crate::plan::{Plan, conform};
use crate::review::{Depth, FixAction, Outcome};
use crate::rule::Applicability;
use crate::rulebook::Rulebook;
use crate::samples::rulebooks;
use crate::schema::{Kind, PLAN, Type};
use crate::value::{Record, Value};

/// Labels that rules and references of these tests turn on.
const LABELS: &[&str] = &[
    "",
    "a",
    "b",
    "agora",
    "Facebook",
    "orkut",
    "friendster",
    "exampla",
    "wechat",
    "PR",
    "sponsor",
    "en",
    "zh-Hans",
    "channels[0]",
    "channels[1].platform",
];
const LANGUAGES: &[&str] = &["en", "zh-Hans", "ja", "ko"];
const TEXTS: &[&str] =
    &["", "We repair machines.", "We are Number One.", "새 자료", "国家级服务", "(광고) 자료"];
const DAYS: &[&str] = &["2026-11-22", "2027-02-10", "2027-03-20"];

// === plans ===

/// Any plan of the schema; every field may be absent.
fn plans() -> impl Strategy<Value = Plan> {
    fields(&PLAN).prop_map(|root| Plan::new(placed(&PLAN, root, "")))
}

type Fields = Vec<Option<Value>>;

fn fields(kind: &'static Kind) -> BoxedStrategy<Fields> {
    kind.fields.iter().map(|field| value(field.ty)).collect::<Vec<_>>().boxed()
}

fn value(ty: Type) -> BoxedStrategy<Option<Value>> {
    let known = match ty {
        Type::Text => select(TEXTS).prop_map(Value::text).boxed(),
        Type::Label => select(LABELS).prop_map(Value::text).boxed(),
        Type::Word(words) => select(words).prop_map(Value::text).boxed(),
        Type::Boolean => any::<bool>().prop_map(Value::Bool).boxed(),
        Type::Integer => (0_i64..20).prop_map(Value::Int).boxed(),
        Type::Percent => select(&[0.0, 12.5, 60.0, 100.0][..]).prop_map(Value::Double).boxed(),
        Type::Date => select(DAYS).prop_map(|day| Value::Date(day.parse().expect("a day"))).boxed(),
        Type::Labels => texts(LABELS),
        Type::Language => select(LANGUAGES).prop_map(Value::text).boxed(),
        Type::Languages => texts(LANGUAGES),
        Type::Markets => return Just(None).boxed(),
        Type::Words(words) => texts(words),
        Type::Integers => {
            prop::collection::vec((0_i64..50).prop_map(Value::Int), 1..3).prop_map(Value::list).boxed()
        }
        Type::Record(kind) => fields(kind).prop_map(move |fields| part(kind, fields)).boxed(),
        Type::Records(kind) => {
            let part = fields(kind).prop_map(move |fields| part(kind, fields));
            prop::collection::vec(part, 0..4).prop_map(Value::list).boxed()
        }
    };
    prop::option::weighted(0.7, known).boxed()
}

fn texts(words: &'static [&'static str]) -> BoxedStrategy<Value> {
    prop::collection::vec(select(words).prop_map(Value::text), 1..3).prop_map(Value::list).boxed()
}

fn part(kind: &'static Kind, fields: Fields) -> Value {
    Value::Record(Arc::new(placed(kind, fields, "")))
}

/// The record with every part at its place.
fn placed(kind: &'static Kind, fields: Fields, path: &str) -> Record {
    let at = |name: &str, value: &Value| match value {
        Value::Record(part) => Value::Record(Arc::new(placed(part.kind, part.fields.to_vec(), name))),
        other => other.clone(),
    };
    let place = |(field, value): (&crate::schema::Field, Option<Value>)| match value {
        Some(Value::List(items)) => {
            let items = items.iter().enumerate();
            Some(Value::list(
                items.map(|(index, item)| at(&format!("{}[{index}]", field.name), item)).collect(),
            ))
        }
        value => value.map(|value| at(field.name, &value)),
    };
    Record { kind, fields: kind.fields.iter().zip(fields).map(place).collect(), path: Arc::from(path) }
}

// === rulebooks ===

/// Rules over three words of a plan, each with a fix that sets one of them: most such rulebooks are at odds with themselves.
fn quarrelsome() -> impl Strategy<Value = Rulebook> {
    const WORDS: &[(&str, &[&str])] = &[
        ("plan.tone", &["hard_sell", "soft_sell", "informative"]),
        ("plan.run_from", &["local", "abroad", "both"]),
        ("plan.local_partner", &["affiliate", "consultant", "none"]),
    ];
    let word = || select(WORDS).prop_flat_map(|(field, words)| (Just(field), select(words)));
    // What two words of one field say together is no condition that loads.
    let two = (word(), word()).prop_filter("of two fields", |((field, _), (other, _))| field != other);
    let rule = (two, word()).prop_map(|(((field, wrong), (other, value)), (set, right))| {
        format!(
            "fails_if: '{field} == \"{wrong}\" && {other} != \"{value}\"'\n\
             fix: [{{set: {set}, to: '\"{right}\"', applicability: safe, text: Do.}}]"
        )
    });
    prop::collection::vec(rule, 1..8).prop_map(|checks| {
        let ids: Vec<String> = (0..checks.len()).map(|number| format!("AT-A-{number}")).collect();
        let rules: Vec<(&str, &str, &str)> =
            ids.iter().zip(&checks).map(|(id, check)| (id.as_str(), "law", check.as_str())).collect();
        rulebook(&rules)
    })
}

/// Rules that remove, compute and refer.
static ATLANTIS: LazyLock<Rulebook> = LazyLock::new(|| {
    let drop = "for_each: {channel: plan.channels}\nfails_if: 'channel.platform == \"agora\"'\n\
                fix: [{remove: channel, applicability: safe, text: Drop it.}]";
    let sole = "fails_if: 'plan.channels.size() > 2'\n\
                fix: [{remove: plan.endorsements, applicability: safe, text: Drop them.}]";
    let louder = "for_each: {channel: plan.channels}\nfails_if: 'channel.budget_percent < 90.0'\n\
                  fix: [{set: channel.budget_percent, to: 'channel.budget_percent + 45.0', applicability: safe, text: More.}]";
    let mark = "for_each: {content: plan.contents}\nfails_if: '!content.text.startsWith(\"PR\")'\n\
                fix: [{set: content.text, to: '\"PR \" + content.text', applicability: safe, text: Mark it.}]";
    let nobody = "for_each: {endorsement: plan.endorsements}\n\
                  fails_if: 'plan.channels.all(c, c.id != endorsement.channel)'\n\
                  fix: [{remove: endorsement, applicability: safe, text: Drop it.}]";
    let readers = "fails_if: 'plan.audience.kind == \"both\"'\n\
                   fix: [{remove: plan.audience, applicability: safe, text: Say nothing.}]";
    let platform = wants("channel.platform", "\"orkut\"", "\"agora\"");
    let purpose = wants("channel.purpose", "\"advertising\"", "\"brand\"");
    rulebook(&[
        ("AT-A-1", "law", drop),
        ("AT-A-2", "custom", sole),
        ("AT-A-3", "reach", louder),
        ("AT-A-4", "law", mark),
        ("AT-A-5", "platform", nobody),
        ("AT-A-6", "advice", readers),
        ("AT-A-7", "custom", &platform),
        ("AT-A-8", "law", &purpose),
    ])
});

/// The modules of this repository, without their libraries.
static MODULES: LazyLock<Vec<Rulebook>> =
    LazyLock::new(|| rulebooks().into_iter().map(|(_, rulebook)| rulebook).collect());

// === properties ===

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 200,
        rng_seed: RngSeed::Fixed(0x6775_6964),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn rules_at_odds_come_to_rest(rulebook in quarrelsome(), plan in plans()) {
        check_safe(&rulebook, &plan)?;
    }

    #[test]
    fn parts_are_removed_without_a_trace(plan in plans()) {
        check_safe(&ATLANTIS, &plan)?;
    }

    #[test]
    fn choices_are_applied_and_nothing_else(
        plan in plans(),
        chosen in any::<prop::sample::Index>(),
        keep in subsequence((0..12).collect::<Vec<usize>>(), 0..12),
    ) {
        let module = chosen.get(&MODULES);
        for rulebook in [&*ATLANTIS, module] {
            let ids: Vec<String> = offered(rulebook, &plan).into_iter().map(|(_, id)| id).collect();
            let choices: Vec<ChosenFix> = keep
                .iter()
                .filter_map(|place| ids.get(*place))
                .map(|id| ChosenFix { id: id.clone(), value: String::new() })
                .collect();
            if !choices.is_empty() {
                check_changes(&plan, &rulebook.amend(&plan, &choices, &today()))?;
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 64,
        rng_seed: RngSeed::Fixed(0x6775_6964),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_real_modules_mend_any_plan(plan in plans()) {
        for module in MODULES.iter() {
            check_safe(module, &plan)?;
        }
    }
}

/// Amending mends what it can, says why not where it cannot, lists what it did, and does it once.
fn check_safe(rulebook: &Rulebook, plan: &Plan) -> Result<(), TestCaseError> {
    let amended = rulebook.amend(plan, &[], &today());
    check_changes(plan, &amended)?;
    let again = rulebook.amend(&amended.plan, &[], &today());
    prop_assert!(again.changes.is_empty(), "amending again must change nothing: {:?}", again.changes);
    prop_assert_eq!(again.plan.record(), amended.plan.record());
    let told: BTreeSet<&str> = again.skipped.iter().map(|skip| skip.id.as_str()).collect();
    let review = rulebook.review(&amended.plan, &today(), Depth::Attention);
    for finding in review.findings.iter().filter(|finding| finding.outcome == Outcome::Fail) {
        let safe = (1..).zip(finding.fixes()).filter(|(_, fix)| fix.applicability == Applicability::Safe);
        let ids: Vec<String> = safe.map(|(place, _)| finding.fix_id(place)).collect();
        prop_assert!(
            ids.is_empty() || ids.iter().any(|id| told.contains(id.as_str())),
            "{} fails, has the SAFE fixes {ids:?}, and nobody says why they were not applied",
            finding.rule.id
        );
    }
    Ok(())
}

/// The changes, applied by hand to the plan as it came, give the plan as it is.
fn check_changes(came: &Plan, amended: &Amended<'_>) -> Result<(), TestCaseError> {
    let before = leaves(came);
    let mut leaves_now = before.clone();
    for change in &amended.changes {
        let path = &change.path;
        let within = |leaf: &str| {
            leaf.strip_prefix(path.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        let had = before.keys().any(|leaf| within(leaf));
        prop_assert_eq!(had, !change.before.is_empty(), "the value before {:?}", change);
        if let Some(value) = before.get(&change.path).filter(|value| *value != "{}") {
            prop_assert_eq!(value, &change.before);
        }
        leaves_now.retain(|leaf, _| !within(leaf));
        if change.action == FixAction::Set {
            leaves_now.insert(change.path.clone(), change.after.clone());
        }
    }
    prop_assert_eq!(moved_up(&leaves_now), leaves(&amended.plan), "changes: {:?}", amended.changes);
    for (field, value) in amended.plan.record().known() {
        prop_assert!(conform(field.ty, value.clone()).is_ok(), "{} must fit the schema", field.name);
    }
    Ok(())
}

/// Every value of a plan as JSON, by path; of a part also that it is there.
fn leaves(plan: &Plan) -> BTreeMap<String, String> {
    let mut leaves = BTreeMap::new();
    for (field, value) in plan.record().known() {
        gather(field.name, value, &mut leaves);
    }
    leaves
}

fn gather(path: &str, value: &Value, leaves: &mut BTreeMap<String, String>) {
    match value {
        Value::Record(part) => {
            if path.ends_with(']') {
                leaves.insert(path.to_owned(), "{}".to_owned());
            }
            part.known().for_each(|(field, value)| gather(&format!("{path}.{}", field.name), value, leaves));
        }
        Value::List(items) if items.iter().all(|item| matches!(item, Value::Record(_))) => {
            let items = items.iter().enumerate();
            items.for_each(|(index, item)| gather(&format!("{path}[{index}]"), item, leaves));
        }
        other => {
            leaves.insert(path.to_owned(), other.to_json());
        }
    }
}

/// The same with the items of each list counted from 0 again.
fn moved_up(leaves: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let item = |leaf: &str| {
        let (list, rest) = leaf.split_once('[')?;
        let (index, rest) = rest.split_once(']')?;
        Some((list.to_owned(), index.parse::<usize>().expect("an index"), rest.to_owned()))
    };
    let places: BTreeSet<(String, usize)> =
        leaves.keys().filter_map(|leaf| item(leaf)).map(|(list, index, _)| (list, index)).collect();
    let renamed = leaves.iter().map(|(leaf, value)| {
        let leaf = item(leaf).map_or_else(
            || leaf.clone(),
            |(list, index, rest)| {
                let now = places.iter().filter(|(other, before)| *other == list && *before < index).count();
                format!("{list}[{now}]{rest}")
            },
        );
        (leaf, value.clone())
    });
    renamed.collect()
}
