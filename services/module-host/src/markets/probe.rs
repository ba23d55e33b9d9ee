//! The trial of a module before it is put into service.

use std::time::Duration;

use guidance_proto::module::v1::SelfTestResponse;
use prost::Message as _;

use crate::{
    error::{Reason, Refusal},
    runner::{Launch, Link, Process as _, Runner},
};

const SELF_TEST: &str = "/marketguidance.module.v1.ModuleService/SelfTest";
/// How long a module's own examples and scenarios may take.
const SELF_TEST_TIMEOUT: Duration = Duration::from_secs(30);
/// How many of a module's failures are named.
const NAMED_FAILURES: usize = 3;

/// Starts a runner and lets the module test itself.
///
/// # Errors
/// Why the module may not be put into service.
pub(super) async fn probe<L: Launch>(launch: &mut L) -> Result<Runner<L::Process>, Refusal> {
    let mut runner = launch.launch().await?;
    match self_test(&mut runner.link).await {
        Ok(()) => Ok(runner),
        Err(message) => {
            runner.process.stop(Duration::ZERO).await;
            Err(Refusal::new(Reason::SelfTestFailed, message))
        }
    }
}

async fn self_test(link: &mut Link) -> Result<(), String> {
    let answer = link
        .ask(SELF_TEST, SELF_TEST_TIMEOUT)
        .await
        .map_err(|error| format!("its self-test did not end: {error}; see the host's log"))?;
    if answer.code != 0 {
        let status = tonic_types::Status::decode(answer.body).unwrap_or_default();
        return Err(format!("its self-test ended with code {}: {}", answer.code, status.message));
    }
    let result = SelfTestResponse::decode(answer.body)
        .map_err(|error| format!("its self-test answered rubbish: {error}; build it again with the SDK"))?;
    if result.failures.is_empty() {
        return Ok(());
    }
    let named = &result.failures[..result.failures.len().min(NAMED_FAILURES)];
    Err(format!(
        "{} of its own {} cases fail; run guidance module check; the first: {}",
        result.failures.len(),
        result.cases,
        named.join("; ")
    ))
}
