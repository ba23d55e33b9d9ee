//! How a rule is checked: in plain words, then as it is written.

use super::Page;
use super::markdown::{block, code, codes, plain};
use super::words::fill;
use crate::rule::Conditions;
use crate::schema::{Kind, PLAN, Type};
use crate::value::Value;

/// Most values of a list that a page shows.
const MOST_VALUES: usize = 40;

impl Page<'_> {
    pub(super) fn how_it_is_checked(&self) -> String {
        let words = self.words;
        let Some(conditions) = self.rule.conditions() else {
            return format!("{}\n", words.by_a_person);
        };
        let natives = Some(&conditions.natives).filter(|names| !names.is_empty());
        let natives = natives.map(|names| fill(words.natives, &[("names", &codes(names))]));
        let sections = [
            Some(self.in_plain_words(&conditions)),
            self.listed(words.needs, self.needs(&conditions)),
            self.listed(words.reads, self.looked_up(&conditions)),
            natives,
            Some(format!("{}\n\n{}", words.written, block("yaml", &as_written(&conditions)))),
        ];
        let sections = sections.into_iter().flatten().map(|section| section.trim_end().to_owned() + "\n");
        sections.collect::<Vec<_>>().join("\n")
    }

    /// An introduction and the items it introduces, where there are any.
    fn listed(&self, introduction: &str, items: Vec<String>) -> Option<String> {
        let items: String = items.iter().map(|item| format!("- {item}\n")).collect();
        (!items.is_empty()).then(|| format!("{introduction}\n\n{items}"))
    }

    /// What a ready-made kind asks for, and what that is asked of.
    fn in_plain_words(&self, conditions: &Conditions<'_>) -> String {
        let words = self.words;
        let extent = match conditions.for_each {
            Some((_, list)) => fill(words.one_by_one, &[("list", &code(list))]),
            None => words.as_a_whole.to_owned(),
        };
        let kind = self.rule.kind.as_deref().unwrap_or_default();
        let asked = words.of_kind(kind).into_iter().filter_map(|(keys, text)| self.asked(keys, text));
        asked.chain([extent]).collect::<Vec<_>>().join(" ")
    }

    /// A sentence about what stands under some keys of the rule's kind; nothing where it has none of them.
    fn asked(&self, keys: &[&str], text: &str) -> Option<String> {
        let arguments = &self.rule.arguments;
        let meant = arguments.iter().filter(|argument| keys.contains(&argument.key));
        let values: Vec<String> = meant.flat_map(|argument| argument.values.iter().cloned()).collect();
        let named = arguments.iter().map(|argument| (argument.key, codes(&argument.values)));
        let named: Vec<(&str, String)> = named.chain([("values", codes(&values))]).collect();
        let named: Vec<(&str, &str)> = named.iter().map(|(name, value)| (*name, value.as_str())).collect();
        (!values.is_empty()).then(|| fill(text, &named))
    }

    /// The fields of the plan that it reads, with what to ask where they are missing.
    fn needs(&self, conditions: &Conditions<'_>) -> Vec<String> {
        let item = conditions.for_each.and_then(|(variable, list)| {
            let (_, ty) = field(&PLAN, list.strip_prefix("plan.")?)?;
            match ty {
                Type::Records(kind) => Some((variable, kind)),
                _ => None,
            }
        });
        let question = |place: &str| {
            let (root, path) = place.split_once('.')?;
            let kind = match item {
                Some((variable, kind)) if variable == root => kind,
                _ if root == "plan" => &PLAN,
                _ => return None,
            };
            Some(format!("{}{}{}", code(place), self.words.colon, plain(field(kind, path)?.0)))
        };
        let sector = (!self.rule.sectors.is_empty()).then_some("plan.sector");
        let places = conditions.places.iter().map(String::as_str).filter(|place| Some(*place) != sector);
        sector.into_iter().chain(places).filter_map(question).collect()
    }

    /// The facts with their values, and the lists.
    fn looked_up(&self, conditions: &Conditions<'_>) -> Vec<String> {
        let facts = conditions.facts.iter().map(|key| self.fact(key));
        let lists = conditions.lists.iter().filter_map(|name| {
            let values = self.rulebook.lists.get(name)?.values.as_list().unwrap_or_default();
            let shown = values.iter().take(MOST_VALUES).filter_map(Value::as_text).map(plain);
            let mut shown = shown.collect::<Vec<_>>().join(self.words.comma);
            if let Some(count) = values.len().checked_sub(MOST_VALUES).filter(|count| *count > 0) {
                shown += &format!(" {}", fill(self.words.more, &[("count", &count.to_string())]));
            }
            Some(format!("{} {}{}{shown}", self.words.list, code(name), self.words.colon))
        });
        facts.chain(lists).collect()
    }

    fn fact(&self, key: &str) -> String {
        let (words, language) = (self.words, self.inquiry.language.as_str());
        let Some(fact) = self.rulebook.facts.get(key) else {
            return format!("{}{}{}", code(key), words.colon, words.by_the_plan);
        };
        let value = match fact.at(self.inquiry.as_of, self.inquiry.known_as_of) {
            Some(entry) => {
                let since = fill(words.since, &[("from", &entry.from.to_string())]);
                format!("**{}** ({since})", plain(&entry.value.display(language)))
            }
            None => words.not_known.to_owned(),
        };
        format!("{}{}{} {value}", code(key), words.colon, plain(fact.title.pick(language)))
    }
}

/// What a field is for, and its type: `audience.kind` leads into a part.
fn field(kind: &'static Kind, path: &str) -> Option<(&'static str, Type)> {
    let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
    let found = kind.fields.iter().find(|field| field.name == name)?;
    match (rest, found.ty) {
        (None, ty) => Some((found.question, ty)),
        (Some(rest), Type::Record(part)) => field(part, rest),
        (Some(_), _) => None,
    }
}

/// The conditions as a rulebook has them, in YAML.
fn as_written(conditions: &Conditions<'_>) -> Vec<String> {
    let quoted = |text: &str| format!("'{}'", text.trim().replace('\'', "''"));
    let key = |key: &str, text: Option<&str>| text.map(|text| format!("{key}: {}", quoted(text)));
    let named = |(name, text): &(&str, &str)| format!("  {name}: {}", quoted(text));
    let for_each = conditions.for_each.map(|(name, list)| format!("for_each: {{{name}: {}}}", list.trim()));
    let lets = (!conditions.lets.is_empty()).then(|| "let:".to_owned());
    let mut lines: Vec<String> =
        for_each.into_iter().chain(key("applies_if", conditions.applies_if)).collect();
    lines.extend(lets);
    lines.extend(conditions.lets.iter().map(named));
    lines.extend(key("fails_if", Some(conditions.fails_if)));
    lines.extend(key("at", conditions.at));
    lines
}
