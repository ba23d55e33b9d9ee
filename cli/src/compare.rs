//! `guidance compare`: one brief or one plan in many markets.

use std::process::ExitCode;

use clap::Args;
use guidance_proto::v1::{
    CompareMarketsRequest, CompareMarketsResponse, compare_markets_request::Subject,
    compare_markets_response::Result as Row,
};

use crate::{
    Error, Result,
    ask::BriefArguments,
    gateway::{Asked, Gateway, Where},
    json,
    page::Page,
    plan::{Places, PlanFile},
    review::Gate,
    show::{self, Comparison, Extent},
    terminal::{Terminal, say},
};

/// What stands for all markets.
pub(crate) const ALL: &str = "*";

/// What to compare, and where.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Markets, for example CN JP IN; '*' alone is all there are.
    #[arg(value_name = "MARKET", required = true, value_delimiter = ',')]
    markets: Vec<String>,
    /// Plan file to review in each, YAML or JSON; - reads it from standard input. Without it the markets give advice.
    #[arg(long, value_name = "PLAN")]
    plan: Option<String>,
    #[command(flatten)]
    brief: BriefArguments,
    #[command(flatten)]
    asked: Asked,
    #[command(flatten)]
    gate: Gate,
    /// Print each row as one line of JSON, for machines.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Where,
}

/// What is asked of many markets.
pub(crate) struct Question<'q> {
    pub(crate) markets: Vec<String>,
    pub(crate) subject: Subject,
    /// Where the parts of the plan stand.
    pub(crate) places: Option<Places>,
    pub(crate) asked: &'q Asked,
    pub(crate) is_json: bool,
    pub(crate) gate: &'q Gate,
}

/// What became of the rows, for the exit code.
#[derive(Debug, Default)]
struct Tally {
    rows: usize,
    /// Markets without an answer.
    unanswered: Vec<String>,
    /// Whether a verdict does not pass.
    is_refused: bool,
}

/// Carries out `guidance compare`.
///
/// # Errors
/// Whatever stood in the way; see [`crate::error::EXIT_CODES`].
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    if arguments.plan.is_some() && !arguments.brief.is_empty() {
        let message = "a plan says itself what it is about: leave out --plan, or --sector and the like";
        return Err(Error::Usage(message.to_owned()));
    }
    let (subject, places) = match &arguments.plan {
        None => (Subject::Brief(arguments.brief.brief()), None),
        Some(path) => {
            let PlanFile { plan, places } = PlanFile::read(path)?;
            (Subject::Plan(plan), Some(places))
        }
    };
    let question = Question {
        markets: arguments.markets.clone(),
        subject,
        places,
        asked: &arguments.asked,
        is_json: arguments.json,
        gate: &arguments.gate,
    };
    ask(&Gateway::connect(&arguments.place)?, &question)
}

/// Asks, and shows each row as it arrives.
pub(crate) fn ask(gateway: &Gateway, question: &Question<'_>) -> Result<ExitCode> {
    let terminal = Terminal::of_stdout();
    let table = Comparison::new(terminal, matches!(question.subject, Subject::Plan(_)));
    let asked = question.asked;
    let request = CompareMarketsRequest {
        markets: question.markets.clone(),
        as_of: asked.as_of.clone(),
        known_as_of: asked.known_as_of.clone(),
        language: asked.language.clone(),
        view: asked.view().into(),
        subject: Some(question.subject.clone()),
    };
    let (mut rows, said) = gateway.call(request, |mut client, request| async move {
        let mut stream = client.compare_markets(request).await?.into_inner();
        let (mut rows, mut said) = (Vec::new(), Ok(()));
        while let Some(row) = stream.message().await? {
            let heading = if rows.is_empty() { table.heading() } else { String::new() };
            said = said.and_then(|()| match question.is_json {
                true => say(&format!("{}\n", json::line("marketguidance.v1.CompareMarketsResponse", &row))),
                false => say(&(heading + &table.row(&row))),
            });
            rows.push(row);
        }
        Ok((rows, said))
    })?;
    said?;
    if !question.is_json {
        in_order(&mut rows, &question.markets);
        show_details(&rows, question, terminal)?;
    }
    Tally::of(&rows, question.gate).exit_code()
}

fn show_details(rows: &[CompareMarketsResponse], question: &Question<'_>, terminal: Terminal) -> Result<()> {
    let extent = if question.asked.is_full() { Extent::Whole } else { Extent::Short };
    let mut page = Page::new(terminal);
    for row in rows {
        show::details(&mut page, row, question.places.as_ref(), extent);
    }
    say(&page.into_text())
}

/// In the order they were asked for; all there are by their codes.
fn in_order(rows: &mut [CompareMarketsResponse], markets: &[String]) {
    let place =
        |row: &CompareMarketsResponse| markets.iter().position(|it| it.eq_ignore_ascii_case(&row.market));
    rows.sort_by(|a, b| (place(a), &a.market).cmp(&(place(b), &b.market)));
}

// === impl Tally ===

impl Tally {
    fn of(rows: &[CompareMarketsResponse], gate: &Gate) -> Self {
        let mut tally = Self { rows: rows.len(), ..Self::default() };
        for row in rows {
            match &row.result {
                Some(Row::Advice(_)) => {}
                Some(Row::Review(review)) => tally.is_refused |= !gate.passes(review.verdict()),
                Some(Row::Status(_)) | None => tally.unanswered.push(row.market.clone()),
            }
        }
        tally
    }

    /// A refusal is one whatever the other markets say; what is not known is never a yes.
    fn exit_code(self) -> Result<ExitCode> {
        if self.is_refused {
            return Ok(ExitCode::from(1));
        }
        if self.rows == 0 {
            return Err(Error::NotAnswered("no market is served there: look at `cargo up`".to_owned()));
        }
        if !self.unanswered.is_empty() {
            let message = format!("no answer from {}: the reasons are above", self.unanswered.join(", "));
            return Err(Error::NotAnswered(message));
        }
        Ok(ExitCode::SUCCESS)
    }
}

#[cfg(test)]
mod tests;
