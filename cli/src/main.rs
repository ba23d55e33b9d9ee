//! `guidance`: one verb a command, an exit code that means something.
#![forbid(unsafe_code)]

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use guidance_cli::{Result, error::EXIT_CODES, module, up};

/// Market guidance from the command line.
#[derive(Debug, Parser)]
#[command(name = "guidance", version, after_help = EXIT_CODES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build everything, start module host and gateway on this machine, and say what to try.
    Up(up::Arguments),
    /// Check and pack country modules.
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
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            error.exit_code()
        }
    }
}

fn run(command: Command) -> Result<()> {
    match command {
        Command::Up(arguments) => up::run(&arguments),
        Command::Module(command) => module::run(&command),
    }
}
