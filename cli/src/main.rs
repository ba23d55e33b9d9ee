//! `guidance`: one verb a command, an exit code that means something.
#![forbid(unsafe_code)]

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use guidance_cli::{Result, ask, compare, error::EXIT_CODES, module, review, terminal::complain, up};

/// Market guidance from the command line.
#[derive(Debug, Parser)]
#[command(name = "guidance", version, after_help = EXIT_CODES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// How to go about a market: channels, rules, custom, days, whom to call.
    Ask(ask::Arguments),
    /// Whether a plan may run: the verdict, what stands against it, and what to do.
    Review(review::Arguments),
    /// One brief or one plan in many markets, side by side.
    Compare(compare::Arguments),
    /// Build everything, start module host and gateway on this machine, and say what to try.
    Up(up::Arguments),
    /// Check, release and pack country modules.
    #[command(subcommand)]
    Module(module::Command),
}

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(help) => {
            // Nothing is left to do when not even the help can be printed.
            let _ = help.print();
            return if help.use_stderr() { ExitCode::from(64) } else { ExitCode::SUCCESS };
        }
    };
    match run(arguments.command) {
        Ok(code) => code,
        Err(error) => {
            complain(&format!("error: {error}\n"));
            error.exit_code()
        }
    }
}

fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Ask(arguments) => ask::run(&arguments),
        Command::Review(arguments) => review::run(&arguments),
        Command::Compare(arguments) => compare::run(&arguments),
        Command::Up(arguments) => up::run(&arguments).map(|()| ExitCode::SUCCESS),
        Command::Module(command) => module::run(&command).map(|()| ExitCode::SUCCESS),
    }
}
