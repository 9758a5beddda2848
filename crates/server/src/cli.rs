//! The command line: `ottla` alone starts a broker; the other verbs look at its configuration.
//!
//! Exit codes: 0 done, 1 failed while running, 2 wrong usage or configuration.

pub mod banner;
mod completion;
mod config_check;
mod config_defaults;
mod config_explain;
mod health;
mod logging;
pub(crate) mod port_holder;
mod serve;
mod start_error;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::config::{Config, ConfigErrors, Sources};

pub use logging::{init_logging, log_levels, set_log_level};
pub use start_error::explain_start_error;

/// Failed while running.
const EXIT_FAILED: u8 = 1;
/// Wrong usage or configuration.
const EXIT_USAGE: u8 = 2;

#[derive(Parser, Debug)]
#[command(name = "ottla", version, about = "A Kafka-compatible broker in one binary.", long_about = LONG_ABOUT,
          after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    verb: Option<Verb>,
    #[command(flatten)]
    config: ConfigArgs,
}

const LONG_ABOUT: &str = "A Kafka-compatible broker in one binary.\n\n\
    Without arguments, ottla starts one node on localhost:9092 that keeps its data in ./ottla-data. Any Kafka client and \
    all kafka-*.sh tools work with it. Configuration keys are Kafka's own.";

const EXAMPLES: &str = "Examples:\n  \
    ottla                                             start on localhost:9092, data in ./ottla-data\n  \
    ottla serve --data-dir /var/lib/ottla             keep the data elsewhere\n  \
    ottla serve --override listeners=PLAINTEXT://0.0.0.0:9092 \\\n              \
    --override advertised.listeners=PLAINTEXT://kafka.example.org:9092\n                                                    \
    let other machines connect\n  \
    ottla serve --config server.properties            start with a configuration of Apache Kafka\n  \
    ottla config check --config ottla.toml            look for mistakes without starting\n  \
    ottla config explain log.retention.ms             what a key means, and what it is set to\n  \
    KAFKA_NUM_PARTITIONS=3 ottla                      set a key by environment variable";

#[derive(Subcommand, Debug)]
enum Verb {
    /// Start a broker (what ottla alone does)
    #[command(visible_alias = "server", after_help = EXAMPLES)]
    Serve(ConfigArgs),
    /// Look at the configuration
    #[command(subcommand)]
    Config(ConfigVerb),
    /// Say whether a broker is well: exit code 0 or 1 and one line, for container health checks
    #[command(after_help = "Examples:\n  ottla health\n  ottla health --url http://localhost:9644\n  \
                            ottla health --bootstrap localhost:9092")]
    Health(HealthArgs),
    /// Print the version
    Version,
    /// Print a completion script for a shell
    #[command(after_help = "Examples:\n  source <(ottla completion bash)\n  ottla completion zsh > _ottla")]
    Completion { shell: clap_complete::Shell },
}

#[derive(Subcommand, Debug)]
enum ConfigVerb {
    /// Look for mistakes without starting; unknown keys are mistakes here
    #[command(
        after_help = "Examples:\n  ottla config check\n  ottla config check --config server.properties"
    )]
    Check(ConfigArgs),
    /// Print a configuration file with every key and its default
    #[command(after_help = "Examples:\n  ottla config defaults > ottla.toml")]
    Defaults,
    /// Say what a key means, what it takes, and what it is set to
    #[command(after_help = "Examples:\n  ottla config explain log.retention.ms\n  \
                            ottla config explain retention.ms")]
    Explain {
        /// The key, such as log.retention.ms
        key: String,
        #[command(flatten)]
        config: ConfigArgs,
    },
}

#[derive(Args, Debug, Default)]
struct ConfigArgs {
    /// Configuration file: ottla.toml, or a server.properties of Apache Kafka
    #[arg(long, short, value_name = "FILE", env = "OTTLA_CONFIG")]
    config: Option<PathBuf>,
    /// Set one key, over file and environment; may be given many times
    #[arg(long = "override", short, value_name = "KEY=VALUE")]
    overrides: Vec<String>,
    /// Where the data is kept [default: ./ottla-data]
    #[arg(long, short, value_name = "DIR", env = "OTTLA_DATA_DIR")]
    data_dir: Option<PathBuf>,
}

#[derive(Args, Debug)]
struct HealthArgs {
    /// Ask /readyz of this HTTP listener [default: ottla.metrics.listener, or else the first Kafka listener]
    #[arg(long, value_name = "URL", conflicts_with = "bootstrap")]
    url: Option<String>,
    /// Ask this Kafka listener instead
    #[arg(long, value_name = "HOST:PORT")]
    bootstrap: Option<String>,
    /// How long to wait for each step, in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 5000)]
    timeout_ms: u64,
    #[command(flatten)]
    config: ConfigArgs,
}

impl ConfigArgs {
    fn sources(self) -> Sources {
        let environment = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        Sources { file: self.config, environment, overrides: self.overrides, data_dir: self.data_dir }
    }

    fn load(self) -> Result<Config, ConfigErrors> {
        Config::load(&self.sources())
    }
}

/// Runs what the command line asks for.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match cli.verb {
        None => serve::run(cli.config),
        Some(Verb::Serve(args)) => serve::run(args),
        Some(Verb::Config(ConfigVerb::Check(args))) => config_check::run(args),
        Some(Verb::Config(ConfigVerb::Defaults)) => config_defaults::run(),
        Some(Verb::Config(ConfigVerb::Explain { key, config })) => config_explain::run(&key, config),
        Some(Verb::Health(args)) => health::run(args),
        Some(Verb::Version) => {
            println!("ottla {}", env!("CARGO_PKG_VERSION"));
            ExitCode::SUCCESS
        }
        Some(Verb::Completion { shell }) => completion::run(shell),
    }
}

/// All that is wrong with the configuration, on stderr.
fn report(errors: &ConfigErrors) -> ExitCode {
    for warning in &errors.warnings {
        eprintln!("warning: {warning}");
    }
    eprintln!("{errors}");
    ExitCode::from(EXIT_USAGE)
}
