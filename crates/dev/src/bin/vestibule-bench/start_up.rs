//! From the start of the process to the line that says where it listens, and to its first answer.
//!
//! The providers' upstream is a closed port: they never come up, and nobody may wait for them.

use std::net::{SocketAddr, TcpListener};

use vestibule_dev::console;
use vestibule_dev::error::Error;

use crate::context::{Bench, ROUNDS, failed};
use crate::figures::{Aim, Table, median, milliseconds};
use crate::server::{self, BenchServer};

/// More rounds than elsewhere: each is short, and a start is easily disturbed.
const STARTS: usize = 3 * ROUNDS;

/// Fills in the part of the table about starting.
pub(crate) async fn measure(bench: &Bench, table: &mut Table) -> Result<(), Error> {
    let nobody = format!("http://{}", closed_port()?);
    for providers in [10, 1000] {
        console::note(&format!("start-up: {providers} providers"));
        let first = BenchServer::start(bench, server::prepare(bench, providers, &nobody)?).await?;
        let first_answer = milliseconds(first.answering);
        let mut folder = first.stop().await?;
        let (mut listening, mut answering) = (Vec::new(), Vec::new());
        for _ in 0..STARTS {
            let server = BenchServer::start(bench, folder).await?;
            listening.push(milliseconds(server.listening));
            answering.push(milliseconds(server.answering));
            folder = server.stop().await?;
        }
        table.compare(format!("listening, {providers} providers"), median(listening), "ms", Aim::AtMost(50.0));
        table.tell("  first answer", format!("{:.2} ms", median(answering)));
        table.tell("  first answer, new database", format!("{first_answer:.2} ms"));
    }
    Ok(())
}

/// An address that was free a moment ago.
pub(crate) fn closed_port() -> Result<SocketAddr, Error> {
    let bound = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    bound.map_err(failed("looking for a free port"))
}
