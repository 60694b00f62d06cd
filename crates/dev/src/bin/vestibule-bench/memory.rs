//! Memory of the running program: with all its providers in use, stored, and after it has worked.

use vestibule_dev::console;
use vestibule_dev::error::Error;

use crate::context::Bench;
use crate::figures::{Aim, Table, median};
use crate::peer::{Peer, Role};
use crate::server::BenchServer;
use crate::sign_in;

const PEOPLE: usize = 1000;
/// Fewer rounds than elsewhere: memory does not depend on what else the machine does.
const STARTS: usize = 3;

/// Fills in the part of the table about memory.
pub(crate) async fn measure(bench: &Bench, table: &mut Table) -> Result<(), Error> {
    let idp = Peer::start(Role::Idp { people: PEOPLE }).await?;
    let aim = Aim::AtMost(30.0);
    for providers in [10, 1000] {
        console::note(&format!("memory: {providers} providers"));
        let (mut idle, mut worked, mut own) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..STARTS {
            let server = BenchServer::start_ready(bench, providers, &idp.issuer()).await?;
            idle.push(server.memory_settled().await?);
            sign_in::sign_in_all(&server, &idp, 0..PEOPLE, 16).await?;
            worked.push(server.memory_settled().await?);
            own.push(server.own_memory()?);
        }
        table.compare(format!("memory stored, {providers} providers"), median(idle), "MiB", aim);
        table.compare(format!("  after {PEOPLE} sign-ins"), median(worked), "MiB", aim);
        table.tell("  of that in no file", format!("{:.2} MiB", median(own)));
    }
    Ok(())
}
