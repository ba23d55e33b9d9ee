//! Coverage.

use guidance_proto::v1 as pb;
use guidance_rulebook::{
    AuthorityCoverage, CoverageReport, LanguageCoverage, SwitchedOff, TopicCoverage, WindowCoverage,
};

use super::finding;

pub(crate) fn coverage(
    report: CoverageReport,
    switched_off: &[SwitchedOff],
    language: &str,
    provenance: pb::Provenance,
) -> pb::GetCoverageResponse {
    let CoverageReport { topics, authorities, languages, missing, scenarios, platforms, windows } = report;
    let WindowCoverage { official, estimated, awaited } = windows;
    pb::GetCoverageResponse {
        provenance: Some(provenance),
        topics: topics.into_iter().map(topic).collect(),
        authorities: authorities.into_iter().map(authority).collect(),
        languages: languages.into_iter().map(texts).collect(),
        missing,
        switched_off: switched_off.iter().map(|off| switched_off_rule(off, language)).collect(),
        scenarios: number(scenarios),
        platforms: number(platforms),
        official_windows: number(official),
        estimated_windows: number(estimated),
        awaited_windows: number(awaited),
    }
}

fn topic(coverage: TopicCoverage) -> pb::TopicCoverage {
    let TopicCoverage { topic, facts, stale, disputed, two_sources, low_confidence } = coverage;
    pb::TopicCoverage {
        topic,
        facts: number(facts),
        stale: number(stale),
        disputed: number(disputed),
        two_sources: number(two_sources),
        low_confidence: number(low_confidence),
    }
}

fn authority(coverage: AuthorityCoverage) -> pb::AuthorityCoverage {
    let AuthorityCoverage { authority, rules, checkable, stale } = coverage;
    pb::AuthorityCoverage {
        authority: finding::authority(authority).into(),
        rules: number(rules),
        checkable: number(checkable),
        stale: number(stale),
    }
}

fn texts(coverage: LanguageCoverage) -> pb::LanguageCoverage {
    let LanguageCoverage { language, texts, translated, awaits_review } = coverage;
    pb::LanguageCoverage { language, texts: number(texts), translated: number(translated), awaits_review }
}

fn switched_off_rule(off: &SwitchedOff, language: &str) -> pb::SwitchedOffRule {
    let SwitchedOff { rule, title, reason } = off;
    pb::SwitchedOffRule {
        rule_id: rule.clone(),
        title: title.pick(language).to_owned(),
        reason: reason.pick(language).to_owned(),
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
