//! The configuration as a person meets it: files, environment, command line, messages, exit codes.

use std::path::Path;
use std::process::{Command, Output};

use tests::broker_process::binary;

/// Runs `ottla` with nothing of this process's environment that could be a setting.
fn ottla(args: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new(binary());
    for (name, _) in
        std::env::vars().filter(|(name, _)| name.starts_with("KAFKA_") || name.starts_with("OTTLA_"))
    {
        command.env_remove(name);
    }
    command.args(args).envs(environment.iter().copied()).output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn file(name: &str, text: &str) -> (tempfile::TempDir, String) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    std::fs::write(&path, text).unwrap();
    let path = path.to_string_lossy().into_owned();
    (dir, path)
}

/// The value and origin that `ottla config explain` shows.
fn explained(key: &str, args: &[&str], environment: &[(&str, &str)]) -> String {
    let output = ottla(&[&["config", "explain", key], args].concat(), environment);
    assert!(output.status.success(), "{}", stderr(&output));
    let text = stdout(&output);
    let line = text.lines().find(|line| line.trim_start().starts_with("value ")).unwrap();
    line.trim_start().trim_start_matches("value").trim().to_owned()
}

/// `UPDATE=1` rewrites the file.
#[test]
fn the_reference_file_is_what_the_table_of_keys_makes() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../config/ottla.toml");
    let made = stdout(&ottla(&["config", "defaults"], &[]));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), made, "UPDATE=1 rewrites it");
}

#[test]
fn the_reference_file_without_its_marks_is_a_configuration_with_the_same_values() {
    let made = stdout(&ottla(&["config", "defaults"], &[]));
    let lines = made
        .lines()
        .filter(|line| line.starts_with('#') && !line.starts_with("# ") && !line.starts_with("##"));
    let set: Vec<&str> = lines.map(|line| &line[1..]).filter(|line| !line.ends_with(" =")).collect();
    assert!(set.len() > 200, "{}", set.len());
    let (_dir, path) = file("ottla.toml", &set.join("\n"));
    let output = ottla(&["config", "check", "--config", &path], &[]);
    // Voters and listener names count as soon as they are written down; everything else is as without the file.
    assert!(
        output.status.success() || stderr(&output).contains("controller.listener.names"),
        "{}",
        stderr(&output)
    );
    assert_eq!(stderr(&output).matches("error:").count(), usize::from(!output.status.success()));
}

#[test]
fn every_source_is_over_the_one_before_it() {
    let (_dir, path) = file(
        "ottla.toml",
        "[log]\nretention.ms = 1000\nsegment.bytes = 2_000_000\n\n[num]\npartitions = 2\n",
    );
    let config = ["--config", &path];
    assert_eq!(explained("log.roll.hours", &config, &[]), "168 (default)");
    assert_eq!(explained("log.retention.ms", &config, &[]), format!("1000 ({path}:2)"));
    assert_eq!(explained("num.partitions", &config, &[]), format!("2 ({path}:6)"));
    let environment = [("KAFKA_NUM_PARTITIONS", "3")];
    assert_eq!(
        explained("num.partitions", &config, &environment),
        "3 (environment variable KAFKA_NUM_PARTITIONS)"
    );
    let with_override = ["--config", &path, "--override", "num.partitions=4"];
    assert_eq!(explained("num.partitions", &with_override, &environment), "4 (--override)");
    assert_eq!(explained("log.dirs", &["--data-dir", "/x"], &[]), "/x (--data-dir)");
}

#[test]
fn a_server_properties_of_apache_kafka_is_read_as_it_is() {
    let text = "# Kafka\nprocess.roles=broker,controller\nnode.id : 7\ncontroller.quorum.voters=7@localhost:9093\n\
                listeners=PLAINTEXT://:9092,\\\n   CONTROLLER://:9093\ncontroller.listener.names=CONTROLLER\n\
                log.dirs=/tmp/kraft-combined-logs\noffsets.topic.replication.factor=1\n";
    let (_dir, path) = file("server.properties", text);
    let check = ottla(&["config", "check", "--config", &path], &[]);
    assert!(check.status.success(), "{}", stderr(&check));
    assert_eq!(explained("node.id", &["--config", &path], &[]), format!("7 ({path}:3)"));
    assert_eq!(
        explained("listeners", &["--config", &path], &[]),
        format!("PLAINTEXT://:9092,CONTROLLER://:9093 ({path}:5)")
    );
}

#[test]
fn mistakes_are_all_told_with_place_and_remedy_and_end_with_code_2() {
    let text = "log.segment.bytes = 5\nlog.retentoin.ms = 7\nnum.partitions = \"many\"\n";
    let (_dir, path) = file("ottla.toml", text);
    for args in [
        vec!["serve", "--config", &path],
        vec!["config", "check", "--config", &path],
        vec!["--config", &path],
    ] {
        let output = ottla(&args, &[]);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert_eq!(
            stderr(&output),
            format!(
                "error: {path}:1: log.segment.bytes = 5: Value must be at least 1048576\n    \
                 log.segment.bytes takes a 32-bit number of at least 1048576\n\
                 error: {path}:2: unknown key log.retentoin.ms; did you mean log.retention.ms?\n\
                 error: {path}:3: num.partitions = many: Not a number of type INT\n    \
                 num.partitions takes a 32-bit number of at least 1\n"
            )
        );
    }
}

#[test]
fn an_unknown_key_in_what_was_written_for_kafka_fails_the_check_only() {
    let (_dir, path) = file("server.properties", "log.retentoin.ms=5\n");
    let output = ottla(&["config", "check", "--config", &path], &[]);
    assert_eq!(output.status.code(), Some(2));
    let said =
        format!("error: {path}:1: log.retentoin.ms is not a key of Kafka; did you mean log.retention.ms?\n");
    assert_eq!(stderr(&output), said);
    assert_eq!(explained("log.retention.ms", &["--config", &path], &[]), " (default)".trim());
}

#[test]
fn wrong_usage_ends_with_code_2_and_help_with_examples() {
    assert_eq!(ottla(&["serve", "--nonsense"], &[]).status.code(), Some(2));
    assert_eq!(ottla(&["config", "explain", "log.retention.mss"], &[]).status.code(), Some(2));
    let help = ottla(&["--help"], &[]);
    assert!(help.status.success() && stdout(&help).contains("Examples:"));
    assert!(stdout(&ottla(&["version"], &[])).starts_with("ottla "));
    assert!(stdout(&ottla(&["completion", "bash"], &[])).contains("_ottla"));
}

#[test]
fn a_taken_port_ends_with_code_1_and_says_who_has_it() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let dir = tempfile::tempdir().unwrap();
    let listeners = format!("listeners=PLAINTEXT://127.0.0.1:{port}");
    let output = ottla(&["--data-dir", dir.path().to_str().unwrap(), "--override", &listeners], &[]);
    assert_eq!(output.status.code(), Some(1));
    let said = stderr(&output);
    assert!(said.contains(&format!("(pid {})", std::process::id())), "{said}");
    assert!(said.contains("--override listeners="), "{said}");
}

#[test]
fn a_directory_of_a_running_broker_is_refused() {
    let broker = tests::broker_process::BrokerProcess::start(&[]);
    let dir = broker.data_dir().to_str().unwrap();
    let output = ottla(&["--data-dir", dir, "--override", "listeners=PLAINTEXT://127.0.0.1:0"], &[]);
    assert_eq!(output.status.code(), Some(1));
    let said = stderr(&output);
    assert!(said.contains("is held by another process") && said.contains("--data-dir DIR"), "{said}");
}
