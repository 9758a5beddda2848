//! Whether a broker is well, by HTTP and by `ottla health`.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Command, Stdio};

use tests::broker_process::{BrokerProcess, binary};
use tests::tool::Tool;

use super::http::get;

#[test]
fn a_broker_that_serves_is_alive_and_ready_and_lists_its_endpoints() {
    let broker = BrokerProcess::start(&[]);
    let http = broker.metrics_address().unwrap();
    let live = get(http, "/livez");
    assert_eq!((live.status, live.body.as_str()), (200, "ok\n"));
    let ready = get(http, "/readyz");
    assert_eq!((ready.status, ready.body.as_str()), (200, "{\"ready\":true,\"reasons\":[]}\n"));
    assert!(ready.head.contains("content-type: application/json"), "{}", ready.head);
    let index = get(http, "/").body;
    assert!(["/metrics", "/livez", "/readyz"].into_iter().all(|path| index.contains(path)), "{index}");
    assert_eq!(get(http, "/nothing").status, 404);
}

#[test]
fn ottla_health_ends_with_0_for_a_broker_that_is_well_and_with_1_where_there_is_none() {
    let mut broker = BrokerProcess::start(&[]);
    let kafka = broker.address().to_string();
    let http = broker.metrics_address().unwrap().to_string();
    let health = |args: &[&str]| Tool::new(binary()).arg("health").args(args).run();
    let configured = format!("ottla.metrics.listener={http}");
    let calls: [&[&str]; 4] = [
        &["--bootstrap", &kafka],
        &["--url", &format!("http://{http}")],
        &["--url", &format!("http://{http}/livez")],
        &["--override", &configured],
    ];
    for args in calls {
        let well = health(args);
        assert_eq!(well.code, Some(0), "{args:?}: {well}");
        assert_eq!(well.stdout.lines().count(), 1, "{well}");
    }
    broker.stop();
    for args in calls {
        let gone = health(args);
        assert_eq!(gone.code, Some(1), "{args:?}: {gone}");
        assert!(gone.stdout.starts_with("not healthy: "), "{gone}");
    }
}

#[test]
fn without_the_listener_there_is_none_and_health_asks_kafka() {
    let broker = BrokerProcess::start(&["ottla.metrics.listener="]);
    assert_eq!(broker.metrics_address(), None);
    let listener = format!("listeners=PLAINTEXT://{}", broker.address());
    let args = ["health", "--override", "ottla.metrics.listener=", "--override", &listener];
    assert!(Tool::new(binary()).args(args).stdout().contains("speaks Kafka"));
}

#[test]
fn a_taken_port_stops_the_start_only_where_it_was_asked_for() {
    let holder = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = holder.local_addr().unwrap().to_string();
    let dir = tempfile::tempdir().unwrap();
    let asked = format!("ottla.metrics.listener={address}");
    let refused = Tool::new(binary())
        .args([
            "serve",
            "--override",
            "listeners=PLAINTEXT://127.0.0.1:0",
            "--override",
            &asked,
            "--data-dir",
        ])
        .arg(dir.path())
        .fails();
    for word in ["ottla.metrics.listener", &address, "in use", "pid"] {
        assert!(refused.stderr.contains(word), "{refused}");
    }
    // Whoever holds the default port, this test or somebody else: the broker starts.
    let _holder = TcpListener::bind("127.0.0.1:9644");
    let mut broker = Command::new(binary())
        .args(["serve", "--override", "listeners=PLAINTEXT://127.0.0.1:0", "--data-dir"])
        .arg(dir.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(broker.stdout.take().unwrap()).lines().map_while(Result::ok);
    let (mut warned, mut ready) = (false, None);
    for line in lines {
        warned |= line.contains("no metrics: localhost:9644") && line.contains("ottla.metrics.listener");
        if line.contains("\"kafka\"") {
            ready = Some(line);
            break;
        }
    }
    broker.kill().unwrap();
    broker.wait().unwrap();
    assert!(warned && ready.is_some_and(|line| line.contains("\"metrics\":null")), "warned: {warned}");
}
