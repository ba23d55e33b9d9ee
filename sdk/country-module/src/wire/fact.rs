//! Facts and platforms.

use guidance_proto::v1 as pb;
use guidance_rulebook::{
    AudienceFigure, Entry, FactValue, FactView, FormerName, Inquiry, PlatformView, Rulebook, StaleFact,
};

use super::{confidence, sources};

pub(crate) fn fact(rulebook: &Rulebook, view: &FactView<'_>, full: bool, language: &str) -> pb::Fact {
    let FactView { fact, entry, stale } = *view;
    let value = |entry: &Entry| self::value(rulebook, entry, language);
    pb::Fact {
        key: fact.key.clone(),
        title: fact.title.pick(language).to_owned(),
        r#type: fact.value_type.as_str().to_owned(),
        value: entry.map(value),
        unit: fact.unit.clone(),
        confirmed: fact.confirmed.map(|date| date.to_string()).unwrap_or_default(),
        review_every_days: fact.review_every.unwrap_or(0),
        stale,
        disputes: fact
            .disputes
            .iter()
            .map(|dispute| pb::Dispute {
                claim: dispute.claim.pick(language).to_owned(),
                sources: sources(rulebook, &dispute.sources),
            })
            .collect(),
        history: if full { fact.history.iter().map(value).collect() } else { Vec::new() },
        layer: rulebook.layer(&fact.layer).to_owned(),
    }
}

fn value(rulebook: &Rulebook, entry: &Entry, language: &str) -> pb::FactValue {
    use pb::fact_value::Value;
    let value = match &entry.value {
        FactValue::Word(word) => Value::Word(word.clone()),
        FactValue::Integer(number) => Value::Integer(*number),
        FactValue::Number(number) => Value::Number(*number),
        FactValue::Boolean(yes) => Value::Boolean(*yes),
        FactValue::Text(text) => Value::Text(text.pick(language).to_owned()),
        FactValue::Words(words) => Value::Words(pb::WordList { words: words.clone() }),
    };
    pb::FactValue {
        value: Some(value),
        valid_from: entry.from.to_string(),
        valid_until: entry.until.map(|date| date.to_string()).unwrap_or_default(),
        recorded: entry.recorded.to_string(),
        confidence: confidence(entry.confidence).into(),
        attributed_to: entry.attributed_to.clone().unwrap_or_default(),
        note: entry.note.as_ref().map_or(String::new(), |note| note.pick(language).to_owned()),
        sources: sources(rulebook, &entry.sources),
        claims: entry.claims.clone(),
    }
}

pub(crate) fn platform(rulebook: &Rulebook, view: &PlatformView<'_>, inquiry: &Inquiry) -> pb::Platform {
    let language = inquiry.language.as_str();
    let PlatformView { platform, access, level, audience } = view;
    pb::Platform {
        id: platform.id.clone(),
        display_name: platform.name_on(inquiry.as_of, language).to_owned(),
        names: platform.names.iter().map(|(tag, name)| (tag.to_owned(), name.to_owned())).collect(),
        kind: platform.kind.clone(),
        operator: platform.operator.clone().unwrap_or_default(),
        access: access.as_ref().map_or(pb::AccessState::Unspecified, |(_, state)| access_state(state)).into(),
        access_since: access.as_ref().map(|(entry, _)| entry.from.to_string()).unwrap_or_default(),
        standing: level.map_or("", |level| level.as_str()).to_owned(),
        audience: audience.iter().map(|figure| audience_figure(rulebook, figure)).collect(),
        substitutes_for: platform.substitutes_for.clone(),
        account: platform.account.as_ref().map_or(String::new(), |text| text.pick(language).to_owned()),
        aliases: platform.aliases.clone(),
        succeeded_by: platform.succeeded_by.clone().unwrap_or_default(),
        former_names: platform
            .formerly
            .iter()
            .map(|former| former_name(rulebook, former, language))
            .collect(),
    }
}

fn former_name(rulebook: &Rulebook, former: &FormerName, language: &str) -> pb::FormerName {
    pb::FormerName {
        name: former.names.pick(language).to_owned(),
        until: former.until.to_string(),
        sources: sources(rulebook, &former.sources),
    }
}

fn access_state(word: &str) -> pb::AccessState {
    match word {
        "open" => pb::AccessState::Open,
        "degraded" => pb::AccessState::Degraded,
        "blocked" => pb::AccessState::Blocked,
        "shut_down" => pb::AccessState::ShutDown,
        "not_launched" => pb::AccessState::NotLaunched,
        _ => pb::AccessState::Unspecified,
    }
}

fn audience_figure(rulebook: &Rulebook, figure: &AudienceFigure<'_>) -> pb::AudienceFigure {
    let AudienceFigure { fact, entry, count, stale } = *figure;
    pb::AudienceFigure {
        fact: fact.key.clone(),
        count,
        unit: fact.unit.clone(),
        as_of: entry.from.to_string(),
        confidence: confidence(entry.confidence).into(),
        stale,
        sources: sources(rulebook, &entry.sources),
    }
}

pub(crate) fn stale(found: &StaleFact<'_>, language: &str) -> pb::StaleFact {
    let StaleFact { fact, entry, checked, due, review_every, weakened_rules, owner, stale } = found;
    pb::StaleFact {
        fact: fact.key.clone(),
        title: fact.title.pick(language).to_owned(),
        value: entry.value.display(language),
        checked: checked.to_string(),
        due: due.to_string(),
        review_every_days: *review_every,
        weakened_rules: weakened_rules.iter().map(|id| (*id).to_owned()).collect(),
        owner: (*owner).to_owned(),
        stale: *stale,
    }
}
