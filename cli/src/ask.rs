//! `guidance ask`: how to go about a market.

use std::process::ExitCode;

use clap::{Args, builder::PossibleValuesParser};
use guidance_proto::v1::{AdviseMarketRequest, Brief};
use guidance_rulebook::{AUDIENCE, CHANNEL, Kind, PLAN, Type};

use crate::{
    Result,
    gateway::{Asked, Gateway, Where},
    json,
    page::Page,
    show::{self, Extent},
    terminal::{Terminal, say},
};

/// What to ask, and where.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Market, for example CN.
    #[arg(value_name = "MARKET")]
    market: String,
    #[command(flatten)]
    brief: BriefArguments,
    #[command(flatten)]
    asked: Asked,
    /// Print the answer as one line of JSON, for machines.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Where,
}

/// What somebody is about to do.
#[derive(Debug, Args)]
pub struct BriefArguments {
    /// Line of business, for example legal.
    #[arg(long, value_name = "WORD", value_parser = words(&PLAN, "sector"))]
    sector: Option<String>,
    /// What it is for.
    #[arg(long, value_name = "WORD", value_parser = words(&PLAN, "objective"))]
    objective: Option<String>,
    /// Whom to reach.
    #[arg(long, value_name = "WORD", value_parser = words(&AUDIENCE, "kind"))]
    audience: Option<String>,
    /// What channels are wanted for; may be given several times.
    #[arg(long = "purpose", value_name = "WORD", value_parser = words(&CHANNEL, "purpose"))]
    purposes: Vec<String>,
}

/// The words that a field of a plan takes.
fn words(kind: &Kind, field: &str) -> PossibleValuesParser {
    match kind.field(field).map(|field| field.ty) {
        Some(Type::Word(words)) => PossibleValuesParser::new(words),
        _ => unreachable!("{field} is a word"),
    }
}

// === impl BriefArguments ===

impl BriefArguments {
    /// The brief.
    pub fn brief(&self) -> Brief {
        let Self { sector, objective, audience, purposes } = self;
        Brief {
            sector: sector.clone(),
            objective: objective.clone(),
            audience: audience.clone(),
            purposes: purposes.clone(),
        }
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.brief() == Brief::default()
    }
}

/// Carries out `guidance ask`.
///
/// # Errors
/// Whatever stood in the way; see [`crate::error::EXIT_CODES`].
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let Arguments { market, brief, asked, json: is_json, place } = arguments;
    let gateway = Gateway::connect(place)?;
    let request = AdviseMarketRequest {
        market: market.clone(),
        as_of: asked.as_of.clone(),
        known_as_of: asked.known_as_of.clone(),
        language: asked.language.clone(),
        view: asked.view().into(),
        module_version: String::new(),
        brief: Some(brief.brief()),
    };
    let answer = gateway.call(request, |mut client, request| async move {
        client.advise_market(request).await.map(tonic::Response::into_inner)
    })?;
    if *is_json {
        say(&format!("{}\n", json::line("marketguidance.v1.AdviseMarketResponse", &answer)))?;
    } else {
        let mut page = Page::new(Terminal::of_stdout());
        show::advice(&mut page, &market.to_uppercase(), &answer, Extent::Whole);
        say(&page.into_text())?;
    }
    Ok(ExitCode::SUCCESS)
}
