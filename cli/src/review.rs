//! `guidance review`: whether a plan may run.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use guidance_proto::v1::{ReviewPlanRequest, Verdict, compare_markets_request::Subject};

use crate::{
    Result, compare,
    gateway::{Asked, Gateway, Where},
    json,
    page::Page,
    plan::PlanFile,
    show::{self, Extent},
    terminal::{Terminal, say},
};

/// Which plan to review, for which markets.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Plan file, YAML or JSON; - reads it from standard input.
    #[arg(value_name = "PLAN")]
    plan: String,
    /// Market to review it for, for example CN; may be given several times. '*' is all there are.
    #[arg(long = "market", value_name = "MARKET", required = true, value_delimiter = ',')]
    markets: Vec<String>,
    #[command(flatten)]
    asked: Asked,
    #[command(flatten)]
    gate: Gate,
    /// Print each answer as one line of JSON, for machines.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Where,
}

/// Which verdicts are not good enough.
#[derive(Debug, Args)]
pub struct Gate {
    /// End with exit code 1 on this verdict and those that are worse.
    #[arg(long, value_name = "VERDICT", default_value = "no_go")]
    fail_on: FailOn,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
enum FailOn {
    /// A rule that blocks is broken.
    NoGo,
    /// Also when it cannot be told.
    CannotTell,
    /// Also when changes are needed: only GO is good enough.
    Changes,
}

// === impl Gate ===

impl Gate {
    /// Whether a verdict passes.
    pub fn passes(&self, verdict: Verdict) -> bool {
        match verdict {
            Verdict::Go => true,
            Verdict::GoWithChanges => !matches!(self.fail_on, FailOn::Changes),
            Verdict::CannotTell => matches!(self.fail_on, FailOn::NoGo),
            Verdict::NoGo | Verdict::Unspecified => false,
        }
    }

    /// The exit code for a verdict.
    fn exit_code(&self, verdict: Verdict) -> ExitCode {
        if self.passes(verdict) { ExitCode::SUCCESS } else { ExitCode::from(1) }
    }
}

/// Carries out `guidance review`.
///
/// # Errors
/// Whatever stood in the way; see [`crate::error::EXIT_CODES`].
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let file = PlanFile::read(&arguments.plan)?;
    let gateway = Gateway::connect(&arguments.place)?;
    match arguments.markets.as_slice() {
        [market] if market != compare::ALL => one(arguments, &gateway, market, file),
        markets => compare::ask(
            &gateway,
            &compare::Question {
                markets: markets.to_vec(),
                subject: Subject::Plan(file.plan),
                places: Some(file.places),
                asked: &arguments.asked,
                is_json: arguments.json,
                gate: &arguments.gate,
            },
        ),
    }
}

fn one(arguments: &Arguments, gateway: &Gateway, market: &str, file: PlanFile) -> Result<ExitCode> {
    let asked = &arguments.asked;
    let request = ReviewPlanRequest {
        market: market.to_owned(),
        as_of: asked.as_of.clone(),
        known_as_of: asked.known_as_of.clone(),
        language: asked.language.clone(),
        view: asked.view().into(),
        module_version: String::new(),
        plan: Some(file.plan),
    };
    let answer = gateway.call(request, |mut client, request| async move {
        client.review_plan(request).await.map(tonic::Response::into_inner)
    })?;
    if arguments.json {
        say(&format!("{}\n", json::line("marketguidance.v1.ReviewPlanResponse", &answer)))?;
    } else {
        let mut page = Page::new(Terminal::of_stdout());
        show::review(&mut page, &market.to_uppercase(), &answer, Some(&file.places), Extent::Whole);
        say(&page.into_text())?;
    }
    Ok(arguments.gate.exit_code(answer.verdict()))
}

#[cfg(test)]
mod tests;
