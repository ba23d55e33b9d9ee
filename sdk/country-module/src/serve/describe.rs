//! ModuleService.Describe

use guidance_proto::module::v1 as module;
use guidance_proto::v1 as pb;
use guidance_rulebook::Rulebook;

use crate::wire;
use crate::{CallContext, Status};

pub(super) fn answer(
    rulebook: &Rulebook,
    context: &CallContext,
    _: module::DescribeRequest,
) -> Result<module::DescribeResponse, Status> {
    let own = rulebook.module();
    let coverage = rulebook.coverage(own.day_of(context.now_unix_seconds));
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let market = pb::Market {
        market: own.market.clone().unwrap_or_default(),
        display_name: own.title.pick("en").to_owned(),
        state: pb::MarketState::Unspecified.into(),
        state_reason: String::new(),
        module: own.name.clone(),
        module_version: own.version.clone(),
        digest: String::new(),
        publisher: own.publisher.clone(),
        kind: own.kind.as_str().to_owned(),
        languages: own.languages.clone(),
        time_zone: own.time_zone.clone(),
        coverage: Some(pb::Coverage {
            rules: number(coverage.rules),
            facts: number(coverage.facts),
            stale_facts: number(coverage.stale_facts),
            platforms: number(coverage.platforms),
            newest_record: coverage.newest_record.to_string(),
        }),
        affiliate: Some(wire::affiliate(rulebook, "en")),
    };
    Ok(module::DescribeResponse { module: Some(market) })
}
