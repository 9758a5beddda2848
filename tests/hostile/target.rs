//! The broker under attack.

use std::fs;
use std::net::{Shutdown, SocketAddr};
use std::time::Duration;

use protocol::messages::metadata::{MetadataRequest, MetadataRequestTopic};
use testkit::{Outcome, RawClient};
use tests::subject::Subject;

/// A broker that does not answer or close within this time is not going to.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The topic that attacks write to.
pub(super) const TOPIC: &str = "attacked";

pub(super) struct Target {
    subject: Subject,
    address: SocketAddr,
}

impl Target {
    pub(super) fn start() -> Self {
        let subject = Subject::start_with(&["num.partitions=1"]);
        let address = subject.bootstrap().parse().expect("an address");
        let target = Self { subject, address };
        let named = |name: &str| MetadataRequestTopic { name: Some(name.into()), ..Default::default() };
        let topics = Some([TOPIC, super::good_client::TOPIC].map(named).to_vec());
        let request = MetadataRequest { topics, ..MetadataRequest::default() };
        // The first question creates them.
        for _ in 0..100 {
            let outcome = target.client().ask(&request, 9);
            let Outcome::Answer(response) = outcome else { panic!("{outcome:?}") };
            if response.topics.iter().all(|topic| topic.error_code == 0) {
                return target;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("no topics");
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(super) fn client(&self) -> RawClient {
        RawClient::connect(self.address, "hostile", TIMEOUT).expect("a connection")
    }

    /// Sends bytes on a new connection, and expects the broker to close it without a word.
    pub(super) fn is_closed_after(&self, bytes: &[u8]) {
        let mut client = self.client();
        drop(client.send(bytes));
        match client.receive() {
            Ok(Some(frame)) => panic!("answered {frame:?}"),
            Ok(None) => {}
            Err(error) => assert!(
                !matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut),
                "neither answered nor closed"
            ),
        }
    }

    /// Sends bytes on a new connection that ends there, and waits for whatever the broker does.
    pub(super) fn takes(&self, bytes: &[u8]) {
        let mut client = self.client();
        drop(client.send(bytes));
        drop(client.stream().shutdown(Shutdown::Write));
        while let Ok(Some(_)) = client.receive() {}
    }

    pub(super) fn is_running(&mut self) -> bool {
        match &mut self.subject {
            Subject::Ottla(process) => process.is_running(),
            _ => true,
        }
    }

    /// The most memory that the broker had since [`Self::forget_resident_bytes`]; 0 if it is not ours.
    pub(super) fn resident_bytes_max(&self) -> u64 {
        let Subject::Ottla(process) = &self.subject else { return 0 };
        let status = fs::read_to_string(format!("/proc/{}/status", process.pid())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
        kib.expect("VmHWM in the process's status") << 10
    }

    /// Starts to look for the maximum anew.
    pub(super) fn forget_resident_bytes(&self) {
        if let Subject::Ottla(process) = &self.subject {
            fs::write(format!("/proc/{}/clear_refs", process.pid()), "5").expect("the peak is reset");
        }
    }

    /// Descriptors of the broker; 0 if it is not ours.
    pub(super) fn open_files(&self) -> usize {
        let Subject::Ottla(process) = &self.subject else { return 0 };
        fs::read_dir(format!("/proc/{}/fd", process.pid())).map_or(0, Iterator::count)
    }

    /// Waits until the broker has given back what the attacks took.
    pub(super) fn wait_for_open_files(&self, before: usize, wrong: &mut Vec<String>) {
        // A few files of the log may have been opened meanwhile.
        let limit = before + 16;
        for _ in 0..100 {
            if self.open_files() <= limit {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        wrong.push(format!("{} descriptors are open, {before} before the attacks", self.open_files()));
    }
}
