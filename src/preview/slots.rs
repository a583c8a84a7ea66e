//! The connections that are open, and which of them gives way.
//!
//! Nobody is refused because others are slow: when room is needed, of connections or of memory, the client that has
//! stood still longest is cut. One that is being served moves, so however many stand still, a new one finds room.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long everybody may stand still: one that was let in this moment is not the one to give way. Longer would let
/// fewer in: a full room takes its size in new ones in each such time.
const GRACE: Duration = Duration::from_millis(50);

/// The connections of a server.
#[derive(Debug)]
pub struct Slots {
    table: Mutex<Table>,
    freed: Condvar,
    connections: usize,
    held: usize,
}

#[derive(Debug, Default)]
struct Table {
    next: u64,
    open: BTreeMap<u64, Slot>,
}

#[derive(Debug)]
struct Slot {
    socket: Arc<TcpStream>,
    stage: Stage,
    /// When the stage began, or when the client last took some bytes. Bytes that it sends do not count: one that drips
    /// a head stands still.
    moved: Instant,
    /// Whether it has been cut and only its thread has to notice.
    is_cut: bool,
}

#[derive(Debug)]
enum Stage {
    /// The client's turn to speak.
    Reading,
    /// Ours, as it is before the connection's thread has begun. It is not the client's fault if this takes long.
    Answering,
    /// The client's turn to listen.
    Writing(Arc<[u8]>),
    /// An event stream; see [`super::events`] for how many there are.
    Following,
}

/// One connection, counted as long as this lives.
#[derive(Debug)]
pub struct Seat {
    slots: Arc<Slots>,
    number: u64,
    socket: Arc<TcpStream>,
}

impl Slots {
    /// Room for so many connections, whose clients hold so many bytes by not reading them.
    pub fn new(connections: usize, held: usize) -> Slots {
        Slots { table: Mutex::default(), freed: Condvar::new(), connections: connections.max(1), held }
    }

    /// Makes room for one connection more, waiting no longer than a time. False if nobody gives way yet.
    pub fn make_room(&self, time: Duration) -> bool {
        let mut table = self.lock();
        let mut time = time;
        if table.open.len() >= self.connections && !table.open.values().any(|slot| slot.is_cut) && !table.cut(is_still)
        {
            time = time.min(GRACE / 5);
        }
        let full = |table: &mut Table| table.open.len() >= self.connections;
        let (table, _) = self.freed.wait_timeout_while(table, time, full).unwrap_or_else(PoisonError::into_inner);
        table.open.len() < self.connections
    }

    /// Cuts the connection that has stood still longest, if one has.
    pub fn cut_one(&self) {
        self.lock().cut(is_still);
    }

    /// Counts a connection.
    pub fn seat(self: &Arc<Slots>, socket: TcpStream) -> Seat {
        let socket = Arc::new(socket);
        let mut table = self.lock();
        let number = table.next;
        table.next += 1;
        let slot = Slot { socket: Arc::clone(&socket), stage: Stage::Reading, moved: Instant::now(), is_cut: false };
        table.open.insert(number, slot);
        Seat { slots: Arc::clone(self), number, socket }
    }

    /// Whether three quarters of the room are taken: then connections are not kept for requests that may come.
    pub fn is_crowded(&self) -> bool {
        self.lock().open.len() * 4 >= self.connections * 3
    }

    /// Cuts all connections and waits for their threads, no longer than a time. Says whether all have ended.
    pub fn clear(&self, time: Duration) -> bool {
        let mut table = self.lock();
        for slot in table.open.values_mut() {
            slot.cut();
        }
        let some = |table: &mut Table| !table.open.is_empty();
        let (table, _) = self.freed.wait_timeout_while(table, time, some).unwrap_or_else(PoisonError::into_inner);
        table.open.is_empty()
    }

    /// How many connections are open.
    pub fn taken(&self) -> usize {
        self.lock().open.len()
    }

    fn lock(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a connection has stood still for longer than anybody may when room is needed.
fn is_still(slot: &Slot) -> bool {
    slot.moved.elapsed() >= GRACE
}

impl Table {
    /// Cuts the one that has stood still longest among those that a rule takes; false if there is none.
    fn cut(&mut self, rule: impl Fn(&Slot) -> bool) -> bool {
        let still =
            |slot: &&mut Slot| !slot.is_cut && matches!(slot.stage, Stage::Reading | Stage::Writing(_)) && rule(slot);
        let longest = self.open.values_mut().filter(still).min_by_key(|slot| slot.moved);
        longest.map(Slot::cut).is_some()
    }

    /// The bytes of all bodies that are being written, each body once.
    fn held(&self) -> usize {
        let bodies = self.open.values().filter_map(|slot| match &slot.stage {
            Stage::Writing(body) if !slot.is_cut => Some((body.as_ptr() as usize, body.len())),
            _ => None,
        });
        bodies.collect::<BTreeMap<_, _>>().values().sum()
    }
}

impl Slot {
    /// Ends it: whatever its thread waits for on the socket comes back at once.
    fn cut(&mut self) {
        self.is_cut = true;
        // It fails if the client was faster.
        let _ = self.socket.shutdown(Shutdown::Both);
    }
}

impl Seat {
    /// The connection's socket.
    pub fn socket(&self) -> &TcpStream {
        &self.socket
    }

    /// The client may speak.
    pub fn reading(&self) {
        self.enter(Stage::Reading);
    }

    /// An answer is being made.
    pub fn answering(&self) {
        self.enter(Stage::Answering);
    }

    /// An event stream begins.
    pub fn following(&self) {
        self.enter(Stage::Following);
    }

    /// The client may listen. Others that hold too much by not listening are cut.
    pub fn writing(&self, body: Arc<[u8]>) {
        self.enter(Stage::Writing(body));
        let mut table = self.slots.lock();
        while table.held() > self.slots.held {
            let own = &self.socket;
            let other = |slot: &Slot| matches!(slot.stage, Stage::Writing(_)) && !Arc::ptr_eq(&slot.socket, own);
            if !table.cut(other) {
                break;
            }
        }
    }

    fn enter(&self, stage: Stage) {
        if let Some(slot) = self.slots.lock().open.get_mut(&self.number) {
            slot.stage = stage;
            slot.moved = Instant::now();
        }
    }
}

impl Write for &Seat {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = (&*self.socket).write(bytes)?;
        if let Some(slot) = self.slots.lock().open.get_mut(&self.number) {
            slot.moved = Instant::now();
        }
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        (&*self.socket).flush()
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        // The slot's hold on the socket goes first and the seat's own with the seat, so the descriptor may outlive the
        // count by a moment: half of all descriptors are not ours to use anyway.
        self.slots.lock().open.remove(&self.number);
        self.slots.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;
    use std::net::TcpListener;

    /// A room, and seats in it with their clients.
    fn room(connections: usize, held: usize, count: usize) -> (Arc<Slots>, Vec<(Seat, TcpStream)>) {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let slots = Arc::new(Slots::new(connections, held));
        let seats = (0..count)
            .map(|_| {
                let client = TcpStream::connect(listener.local_addr().expect("an address")).expect("a connection");
                (slots.seat(listener.accept().expect("a client").0), client)
            })
            .collect();
        (slots, seats)
    }

    /// Whether the server has ended a client's connection.
    fn is_cut(client: &TcpStream) -> bool {
        client.set_read_timeout(Some(Duration::from_millis(20))).expect("a time");
        matches!((&mut &*client).read(&mut [0]), Ok(0))
    }

    fn is_open(slots: &Slots, number: u64) -> bool {
        slots.lock().open.get(&number).is_some_and(|slot| !slot.is_cut)
    }

    #[test]
    fn the_one_that_stood_still_longest_gives_way() {
        let (slots, mut seats) = room(3, 0, 3);
        seats[0].0.answering();
        seats[1].0.reading();
        assert!(!slots.make_room(Duration::ZERO), "nobody has stood still");
        std::thread::sleep(GRACE);
        seats[1].0.reading();
        seats[2].0.reading();
        std::thread::sleep(GRACE);
        (&seats[1].0).write_all(b"x").expect("a client that reads");
        assert!(!slots.make_room(Duration::ZERO), "nobody has noticed yet");
        assert!(!is_cut(&seats[0].1) && is_open(&slots, 1));
        drop(seats.remove(2));
        assert!(slots.make_room(Duration::ZERO));
    }

    #[test]
    fn who_is_being_answered_is_not_cut() {
        let (slots, seats) = room(2, 0, 2);
        seats[0].0.answering();
        seats[1].0.following();
        std::thread::sleep(GRACE);
        assert!(!slots.make_room(Duration::ZERO));
        assert!(!is_cut(&seats[0].1) && !is_cut(&seats[1].1));
    }

    #[test]
    fn one_body_counts_once_and_who_holds_too_much_is_cut() {
        let (_, seats) = room(9, 100, 4);
        let shared: Arc<[u8]> = vec![0; 60].into();
        for (seat, _) in &seats[..3] {
            seat.writing(Arc::clone(&shared));
        }
        assert!(seats[..3].iter().all(|(_, client)| !is_cut(client)));
        seats[3].0.writing(vec![0; 60].into());
        assert!(seats[..3].iter().all(|(_, client)| is_cut(client)) && !is_cut(&seats[3].1));
    }
}
