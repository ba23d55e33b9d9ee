//! ModuleService.SelfTest

use guidance_proto::module::v1 as module;
use guidance_rulebook::Rulebook;

use crate::{CallContext, Status};

/// Most failures that are told.
const MOST: usize = 100;

pub(super) fn answer(
    rulebook: &Rulebook,
    _: &CallContext,
    _: module::SelfTestRequest,
) -> Result<module::SelfTestResponse, Status> {
    let result = rulebook.self_test();
    Ok(module::SelfTestResponse {
        cases: u32::try_from(result.cases).unwrap_or(u32::MAX),
        failures: result.failures.into_iter().take(MOST).collect(),
    })
}
