//! Others who ask for pages without a pause.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use crate::client::Client;
use crate::random::Random;
use crate::roadmap::Roadmap;
use crate::times::Times;

/// How many clients ask at once.
const CLIENTS: u64 = 2;

/// What they were answered.
#[derive(Debug, Clone, Default)]
pub struct Answers {
    /// How many there were.
    pub all: usize,
    /// Those that were not 200, or empty.
    pub wrong: usize,
    /// Connections that broke.
    pub broken: usize,
    pub times: Times,
}

/// The clients, until they are told to end.
pub struct Crowd {
    is_over: Arc<AtomicBool>,
    clients: Vec<JoinHandle<Answers>>,
}

impl Crowd {
    pub fn start(address: SocketAddr, roadmap: &Roadmap) -> Self {
        let is_over = Arc::new(AtomicBool::new(false));
        let mut pages: Vec<String> = vec!["/".to_owned(), "/timeline/".to_owned(), "/board/".to_owned()];
        for number in 0..roadmap.milestones.len().min(200) {
            pages.extend([roadmap.page(number), roadmap.intent_page(number)]);
        }
        let client = |seed| {
            let (is_over, pages) = (is_over.clone(), pages.clone());
            thread::spawn(move || ask(address, &pages, &mut Random::of(seed, 1), &is_over))
        };
        let clients = (0..CLIENTS).map(client).collect();
        Self { is_over, clients }
    }

    /// Ends them, and says what they were answered.
    pub fn end(self) -> Answers {
        self.is_over.store(true, Ordering::Relaxed);
        let mut sum = Answers::default();
        for client in self.clients {
            let own = client.join().expect("a client panics at nothing");
            sum.all += own.all;
            sum.wrong += own.wrong;
            sum.broken += own.broken;
            sum.times.extend(own.times);
        }
        sum
    }
}

fn ask(address: SocketAddr, pages: &[String], random: &mut Random, is_over: &AtomicBool) -> Answers {
    let mut client = Client::new(address);
    let mut answers = Answers::default();
    let mut times = Vec::new();
    while !is_over.load(Ordering::Relaxed) {
        let begin = Instant::now();
        answers.all += 1;
        match client.get(random.pick::<String>(pages)) {
            Ok(reply) => answers.wrong += usize::from(reply.status != 200 || reply.body.is_empty()),
            Err(_) => answers.broken += 1,
        }
        times.push(begin.elapsed());
    }
    Answers { times: Times::of(times), ..answers }
}
