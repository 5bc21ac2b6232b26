//! Accepts connections and keeps their number, age and waiting times bounded.
//! Enters: a listener and what to do with a connection. Leaves: threads, one for each open connection, never more than
//! [`Limits::connections`]. Knows nothing of HTTP beyond "a connection waits for a request or is being answered".
//! Must survive whatever a client does and a machine that has run out of descriptors or threads.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

/// What a client may use of us. The defaults show a site to a room of 500 people, each with a page and its event stream,
/// and leave idle connections alone until then; tests shorten the times.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections open at once. At three quarters of it the oldest one that is not being answered is dropped.
    pub connections: usize,
    /// Event streams open at once, below three quarters of `connections` so that pages can always be had.
    pub streams: usize,
    /// Bytes of a request's head.
    pub head_bytes: usize,
    /// For a whole head, counted from the connection's or the head's first byte.
    pub head_time: Duration,
    /// For the next request on a connection that has had one.
    pub idle_time: Duration,
    /// For each 64 KiB of an answer: a reader slower than that is given up.
    pub write_time: Duration,
    /// Between two signs of life on an event stream.
    pub ping: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            connections: 704,
            streams: 512,
            head_bytes: 16 * 1024,
            head_time: Duration::from_secs(10),
            idle_time: Duration::from_secs(30),
            write_time: Duration::from_secs(10),
            ping: Duration::from_secs(15),
        }
    }
}

/// The stack of a connection's thread, in bytes: room for a head, a chunk of a file and the formatting of an answer.
const STACK: usize = 512 * 1024;
/// How long a new connection waits for another one to end when all places are taken.
const PLACE_TIME: Duration = Duration::from_millis(20);
/// The first and the longest pause after a failed accept.
const BACK_OFF: (Duration, Duration) = (Duration::from_millis(10), Duration::from_millis(500));
/// How long a failing accept is not told again.
const TOLD_FOR: Duration = Duration::from_secs(60);
/// How long a stopping server waits for threads whose sockets are already shut.
const LEAVE_TIME: Duration = Duration::from_secs(2);

/// The open connections.
#[derive(Debug)]
pub struct Slots {
    table: Mutex<Table>,
    /// Told whenever a connection ends and when the server stops.
    freed: Condvar,
    cap: usize,
    stopping: AtomicBool,
}

#[derive(Debug, Default)]
struct Table {
    /// Ascends, never used twice: names connections and orders their waits.
    next: u64,
    open: BTreeMap<u64, Slot>,
}

#[derive(Debug)]
struct Slot {
    stream: Arc<TcpStream>,
    /// When it began to wait for a head, in the table's count. `None` while it is answered or once it is dropped.
    waits_since: Option<u64>,
}

impl Slots {
    pub fn new(cap: usize) -> Arc<Slots> {
        Arc::new(Slots { table: Mutex::default(), freed: Condvar::new(), cap, stopping: AtomicBool::new(false) })
    }

    fn lock(&self) -> MutexGuard<'_, Table> {
        self.table.lock().expect("no holder of this lock panics")
    }

    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }

    /// Gives the stream a place, making room first. Gives it back when every place is taken by a connection being answered.
    fn admit(self: &Arc<Self>, stream: TcpStream) -> Result<Connection, Arc<TcpStream>> {
        let stream = Arc::new(stream);
        let mut table = self.lock();
        if table.open.len() >= self.cap * 3 / 4 {
            table.drop_oldest_waiting();
        }
        if table.open.len() >= self.cap {
            let is_full = |table: &mut Table| table.open.len() >= self.cap && !self.is_stopping();
            table = self.freed.wait_timeout_while(table, PLACE_TIME, is_full).expect("no holder of this lock panics").0;
            if table.open.len() >= self.cap {
                return Err(stream);
            }
        }
        let id = table.next;
        table.next += 1;
        table.open.insert(id, Slot { stream: Arc::clone(&stream), waits_since: Some(id) });
        Ok(Connection { id, stream, slots: Arc::clone(self) })
    }

    /// Pauses without outliving a stop.
    fn pause(&self, time: Duration) {
        let still = |_: &mut Table| !self.is_stopping();
        drop(self.freed.wait_timeout_while(self.lock(), time, still));
    }

    /// Shuts every connection, so that no thread stays in a read or a write.
    fn shut_all(&self) {
        for slot in self.lock().open.values() {
            let _ = slot.stream.shutdown(Shutdown::Both);
        }
    }

    /// Makes [`accept`] return. `address` is the listener's.
    pub fn stop(&self, address: SocketAddr) {
        {
            // Under the lock, so that nobody checks the flag and then misses the call.
            let _table = self.lock();
            self.stopping.store(true, Ordering::SeqCst);
            self.freed.notify_all();
        }
        self.shut_all();
        // A blocked accept has no time-out; a connection wakes it. Out of descriptors, try again once threads have left.
        let ip = match address {
            SocketAddr::V4(v4) if v4.ip().is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(v6) if v6.ip().is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            other => other.ip(),
        };
        for _ in 0..10 {
            if TcpStream::connect_timeout(&SocketAddr::new(ip, address.port()), Duration::from_secs(1)).is_ok() {
                break;
            }
            thread::sleep(Duration::from_millis(20));
        }
    }

    #[cfg(test)]
    pub fn open(&self) -> usize {
        self.lock().open.len()
    }

    /// Waits until a connection has come and all have ended.
    #[cfg(test)]
    pub fn wait_until_empty(&self, time: Duration) -> bool {
        let is_busy = |table: &mut Table| table.next == 0 || !table.open.is_empty();
        !self.freed.wait_timeout_while(self.lock(), time, is_busy).expect("no holder of this lock panics").1.timed_out()
    }
}

impl Table {
    /// Shuts the connection that has waited longest for a head; its thread then frees the place.
    fn drop_oldest_waiting(&mut self) {
        let oldest =
            self.open.values_mut().filter(|slot| slot.waits_since.is_some()).min_by_key(|slot| slot.waits_since);
        if let Some(slot) = oldest {
            slot.waits_since = None;
            let _ = slot.stream.shutdown(Shutdown::Both);
        }
    }
}

/// One accepted connection. Its place is free again when this is dropped.
#[derive(Debug)]
pub struct Connection {
    id: u64,
    stream: Arc<TcpStream>,
    slots: Arc<Slots>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.slots.lock().open.remove(&self.id);
        self.slots.freed.notify_all();
    }
}

impl Connection {
    /// From now on the connection may be dropped to make room.
    pub fn waits(&self) {
        let mut table = self.slots.lock();
        let now = table.next;
        table.next += 1;
        if let Some(slot) = table.open.get_mut(&self.id) {
            slot.waits_since = Some(now);
        }
    }

    /// From now on it may not.
    pub fn is_answered(&self) {
        if let Some(slot) = self.slots.lock().open.get_mut(&self.id) {
            slot.waits_since = None;
        }
    }

    pub fn is_stopping(&self) -> bool {
        self.slots.is_stopping()
    }

    /// The address the client reached us at.
    pub fn local_address(&self) -> io::Result<SocketAddr> {
        self.stream.local_addr()
    }

    /// Reads some bytes; 0 at the end. [`io::ErrorKind::TimedOut`] when none came before the deadline.
    pub fn read(&self, bytes: &mut [u8], deadline: Instant) -> io::Result<usize> {
        loop {
            self.stream.set_read_timeout(Some(remaining(deadline)?))?;
            match (&*self.stream).read(bytes) {
                Err(error) => retry_or(error)?,
                read => return read,
            }
        }
    }

    /// Writes all bytes. [`io::ErrorKind::TimedOut`] when the client has not taken them before the deadline, even if it
    /// took some: a client that takes a byte now and then must not hold its place for ever.
    pub fn write_all(&self, mut bytes: &[u8], deadline: Instant) -> io::Result<()> {
        while !bytes.is_empty() {
            self.stream.set_write_timeout(Some(remaining(deadline)?))?;
            match (&*self.stream).write(bytes) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(n) => bytes = &bytes[n..],
                Err(error) => retry_or(error)?,
            }
        }
        Ok(())
    }

    /// Says that nothing more is coming, then reads and discards for a moment what the client still sends. Closed at
    /// once with bytes unread, the connection would be reset and the client might never see the answer (RFC 9112 §9.6).
    pub fn linger(&self) {
        if self.stream.shutdown(Shutdown::Write).is_err() {
            return;
        }
        let deadline = Instant::now() + Duration::from_millis(500);
        let mut sink = [0; 16 * 1024];
        for _ in 0..64 {
            if !matches!(self.read(&mut sink, deadline), Ok(1..)) {
                break;
            }
        }
    }

    /// Whether the client has gone away. A client that sends bytes where none are due counts as gone.
    pub fn is_gone(&self) -> bool {
        match self.read(&mut [0], Instant::now() + Duration::from_millis(1)) {
            Ok(_) => true,
            Err(error) => error.kind() != io::ErrorKind::TimedOut,
        }
    }
}

/// The time left; never zero, which the socket options refuse.
fn remaining(deadline: Instant) -> io::Result<Duration> {
    match deadline.saturating_duration_since(Instant::now()) {
        Duration::ZERO => Err(io::ErrorKind::TimedOut.into()),
        // Below a microsecond the system's clock value would round to zero, "for ever".
        time => Ok(time.max(Duration::from_micros(1))),
    }
}

/// `Ok` when the call is to be made again: after a signal, and after a time-out, which the deadline then decides.
fn retry_or(error: io::Error) -> io::Result<()> {
    match error.kind() {
        io::ErrorKind::Interrupted | io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => Ok(()),
        _ => Err(error),
    }
}

/// Tells a client for whom there is no place so, as far as it can be told without waiting for it.
fn turn_away(stream: &TcpStream, busy: &[u8]) {
    if stream.set_nonblocking(true).is_err() {
        return;
    }
    let mut stream = stream;
    let _ = stream.write(busy);
    let _ = stream.shutdown(Shutdown::Write);
    // What has come is read: closed with bytes unread, the connection would be reset and the answer lost.
    let _ = stream.read(&mut [0; 16 * 1024]);
}

/// Accepts until [`Slots::stop`]; then waits for the connections to end. `busy` is sent to clients without a place.
pub fn accept(
    listener: &TcpListener,
    slots: &Arc<Slots>,
    answer: &Arc<dyn Fn(&Connection) + Send + Sync>,
    busy: &[u8],
) {
    let mut pause = BACK_OFF.0;
    let mut told: Option<Instant> = None;
    while !slots.is_stopping() {
        match listener.accept() {
            Ok((stream, _)) => {
                pause = BACK_OFF.0;
                if slots.is_stopping() {
                    break;
                }
                // Answers are written whole; Nagle's delay would only hold back their last bytes.
                let _ = stream.set_nodelay(true);
                let connection = match slots.admit(stream) {
                    Ok(connection) => connection,
                    Err(stream) => {
                        log::debug!("all {} connections are in use: one more was turned away", slots.cap);
                        turn_away(&stream, busy);
                        continue;
                    }
                };
                let answer = Arc::clone(answer);
                let thread = thread::Builder::new().name("connection".into()).stack_size(STACK);
                if let Err(error) = thread.spawn(move || answer(&connection)) {
                    log::warn!("no thread for a connection: {error}");
                    slots.pause(pause);
                }
            }
            // The client gave up between its SYN and our accept.
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset | io::ErrorKind::Interrupted
                ) => {}
            Err(error) => {
                // The shortage may last, and each client that comes meets it.
                if told.is_none_or(|told| told.elapsed() > TOLD_FOR) {
                    log::warn!("a connection could not be accepted: {error}");
                    told = Some(Instant::now());
                }
                slots.lock().drop_oldest_waiting();
                slots.pause(pause);
                pause = (pause * 2).min(BACK_OFF.1);
            }
        }
    }
    slots.shut_all();
    let is_open = |table: &mut Table| !table.open.is_empty();
    drop(slots.freed.wait_timeout_while(slots.lock(), LEAVE_TIME, is_open));
}
