//! Coverage.

use guidance_proto::v1 as pb;
use guidance_rulebook::{AuthorityCoverage, CoverageReport, LanguageCoverage, TopicCoverage};

use super::finding;

pub(crate) fn coverage(report: CoverageReport, provenance: pb::Provenance) -> pb::GetCoverageResponse {
    let CoverageReport { topics, authorities, languages, missing, scenarios, platforms } = report;
    pb::GetCoverageResponse {
        provenance: Some(provenance),
        topics: topics.into_iter().map(topic).collect(),
        authorities: authorities.into_iter().map(authority).collect(),
        languages: languages.into_iter().map(language).collect(),
        missing,
        switched_off: Vec::new(),
        scenarios: number(scenarios),
        platforms: number(platforms),
        official_windows: 0,
        estimated_windows: 0,
        awaited_windows: 0,
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

fn language(coverage: LanguageCoverage) -> pb::LanguageCoverage {
    let LanguageCoverage { language, texts, translated } = coverage;
    pb::LanguageCoverage { language, texts: number(texts), translated: number(translated) }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
