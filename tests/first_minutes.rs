//! What a person meets first: a start that cannot work says why in one message, and a stop is a stop.

use std::net::TcpListener;
use std::path::Path;

use tests::broker_process::{BrokerProcess, binary};
use tests::tool::{Finished, Tool, end};

fn serve(data_dir: &Path, overrides: &[&str]) -> Finished {
    let tool = Tool::new(binary()).args(["serve", "--data-dir"]).arg(data_dir);
    overrides.iter().fold(tool, |tool, pair| tool.args(["--override", pair])).fails()
}

/// One message for people on stderr, without a panic, and exit code 1 or 2.
fn assert_says(finished: &Finished, words: &[&str]) {
    assert!(matches!(finished.code, Some(1 | 2)), "{finished}");
    assert!(!finished.stderr.contains("panicked"), "{finished}");
    let said = finished.to_string();
    for word in words {
        assert!(said.contains(word), "nothing of {word:?}: {finished}");
    }
}

#[test]
fn a_port_in_use_is_named() {
    let holder = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = holder.local_addr().unwrap().port().to_string();
    let dir = tempfile::tempdir().unwrap();
    let listener = format!("listeners=PLAINTEXT://127.0.0.1:{port}");
    assert_says(&serve(dir.path(), &[&listener]), &[&port, "in use"]);
}

#[test]
fn a_data_directory_held_by_another_process_is_named() {
    let running = BrokerProcess::start(&[]);
    let second = serve(running.data_dir(), &["listeners=PLAINTEXT://127.0.0.1:0"]);
    assert_says(&second, &[running.data_dir().to_str().unwrap()]);
}

#[test]
fn a_data_directory_that_cannot_be_made_is_named() {
    // A file in its place: permissions do not stop root.
    let file = tempfile::NamedTempFile::new().unwrap();
    let dir = file.path().join("data");
    assert_says(&serve(&dir, &["listeners=PLAINTEXT://127.0.0.1:0"]), &[dir.to_str().unwrap()]);
}

#[test]
fn a_read_only_data_directory_is_named() {
    // /proc is read-only for root as well.
    assert_says(&serve(Path::new("/proc/ottla"), &["listeners=PLAINTEXT://127.0.0.1:0"]), &["/proc/ottla"]);
}

#[test]
fn a_misspelt_key_is_refused_with_the_nearest_one() {
    let dir = tempfile::tempdir().unwrap();
    assert_says(
        &serve(dir.path(), &["log.retention.hour=1"]),
        &["log.retention.hour", "log.retention.hours"],
    );
}

#[test]
fn a_value_out_of_range_is_refused_with_its_key() {
    let dir = tempfile::tempdir().unwrap();
    assert_says(&serve(dir.path(), &["num.partitions=many"]), &["num.partitions", "many"]);
}

#[test]
fn a_broken_configuration_file_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("ottla.toml");
    std::fs::write(&file, "num.partitions = = 3\n").unwrap();
    let tool = Tool::new(binary()).arg("serve").arg("--config").arg(&file).arg("--data-dir").arg(dir.path());
    assert_says(&tool.fails(), &["ottla.toml"]);
}

#[test]
fn sigterm_stops_the_broker_with_exit_code_0_and_the_data_stays() {
    let broker = BrokerProcess::start(&[]);
    let kcat = |broker: &BrokerProcess, args: &[&str]| {
        Tool::new("kcat").args(["-b", &broker.address().to_string(), "-t", "kept", "-p", "0"]).args(args)
    };
    kcat(&broker, &["-P"]).stdin("hello\n").succeeds();
    let broker = broker.stop_and_restart();
    assert_eq!(kcat(&broker, &["-C", "-q", "-e", "-o", "beginning"]).stdout(), "hello\n");
}

#[test]
fn a_client_that_is_connected_does_not_keep_the_broker_from_stopping() {
    let mut broker = BrokerProcess::start(&[]);
    let args = ["-C", "-q", "-t", "waiting", "-p", "0", "-o", "beginning", "-X", "fetch.wait.max.ms=30000"];
    let reader = Tool::new("kcat").args(["-b", &broker.address().to_string()]).args(args);
    let reader = reader.spawn();
    std::thread::sleep(std::time::Duration::from_millis(500));
    broker.stop();
    end(reader);
}
