//! What Linux tells in `/proc`: the cost of a process, and the machine that a figure belongs to.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;
use std::thread::available_parallelism;
use std::time::Duration;

use vestibule_dev::error::Error;
use vestibule_dev::program::Program;

use crate::context::unexpected;

/// How many units of processor time make a second: 100 unless the system says otherwise.
static TICKS: LazyLock<u64> = LazyLock::new(|| {
    let reported = Program::new("getconf", Path::new("/")).argument("CLK_TCK").find_output();
    reported.and_then(|text| text.parse().ok()).filter(|ticks| *ticks > 0).unwrap_or(100)
});

/// The processor time that a process and its finished threads have used so far, in user and kernel mode. Its grain is
/// one tick, usually 10 ms.
pub(crate) fn processor_time(process: u32) -> Result<Duration, Error> {
    let ticks = parse_ticks(&load(process, "stat")?).ok_or_else(|| odd("stat"))?;
    Ok(Duration::from_secs(ticks) / u32::try_from(*TICKS).unwrap_or(100))
}

/// The same of all processes of that name that run now, and of their children that have ended.
pub(crate) fn processor_time_of_all(name: &str) -> Result<Duration, Error> {
    let path = Path::new("/proc");
    let processes = fs::read_dir(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
    // A process may end while the list is read.
    let stats = processes.flatten().filter_map(|process| fs::read_to_string(process.path().join("stat")).ok());
    let named =
        stats.filter(|stat| stat.split_once(" (").is_some_and(|(_, rest)| rest.starts_with(&format!("{name})"))));
    let ticks: u64 = named.filter_map(|stat| Some(parse_ticks(&stat)? + parse_ticks_of_children(&stat)?)).sum();
    Ok(Duration::from_secs(ticks) / u32::try_from(*TICKS).unwrap_or(100))
}

/// The memory of a process that is in RAM now (`VmRSS`), in MiB.
pub(crate) fn resident_memory(process: u32) -> Result<f64, Error> {
    memory(process, "VmRSS")
}

/// The part of it that is in no file (`RssAnon`), in MiB. The rest is the program itself, as far as it was ever looked at,
/// and the system takes that back when it needs it.
pub(crate) fn own_memory(process: u32) -> Result<f64, Error> {
    memory(process, "RssAnon")
}

fn memory(process: u32, field: &str) -> Result<f64, Error> {
    let kibibytes = parse_kibibytes(&load(process, "status")?, field).ok_or_else(|| odd("status"))?;
    Ok(kibibytes / 1024.0)
}

/// Processor, memory, kernel and load, in one line.
pub(crate) fn describe() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let cores = available_parallelism().map_or(1, usize::from);
    let memory = parse_kibibytes(&read("/proc/meminfo"), "MemTotal").unwrap_or_default() / 1024.0 / 1024.0;
    let (kernel, load) = (read("/proc/sys/kernel/osrelease"), read("/proc/loadavg"));
    let load = load.split(' ').next().unwrap_or_default().to_owned();
    format!("{cores} cores, {memory:.0} GiB, Linux {}, load {load} at the start", kernel.trim())
}

fn load(process: u32, file: &str) -> Result<String, Error> {
    let path = Path::new("/proc").join(process.to_string()).join(file);
    fs::read_to_string(&path).map_err(|source| Error::Read { path, source })
}

fn odd(file: &str) -> Error {
    unexpected("measuring a process", format!("/proc/PID/{file} is not as Linux writes it"))
}

/// `utime` and `stime` of proc_pid_stat(5), fields 14 and 15. The second field, a name in brackets, may hold anything.
fn parse_ticks(stat: &str) -> Option<u64> {
    sum_of_two(stat, 11)
}

/// `cutime` and `cstime`, fields 16 and 17.
fn parse_ticks_of_children(stat: &str) -> Option<u64> {
    sum_of_two(stat, 13)
}

/// Two fields in a row, counted from the first one behind the name.
fn sum_of_two(stat: &str, first: usize) -> Option<u64> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut times = fields.split_whitespace().skip(first);
    Some(times.next()?.parse::<u64>().ok()? + times.next()?.parse::<u64>().ok()?)
}

fn parse_kibibytes(text: &str, name: &str) -> Option<f64> {
    let rest = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    rest.strip_suffix("kB")?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_read_past_any_name() {
        let stat = |name: &str| format!("7 ({name}) S 1 7 7 0 -1 4194560 100 0 3 0 45 55 3 4 20 0 4 0 900 1 2 3");
        for name in ["vestibule", "a) R 9 (b", "with space"] {
            assert_eq!(parse_ticks(&stat(name)), Some(100), "{name}");
            assert_eq!(parse_ticks_of_children(&stat(name)), Some(7), "{name}");
        }
        assert_eq!(parse_ticks("7 (vestibule) S 1"), None);
    }

    #[test]
    fn memory_is_found_by_its_whole_name() {
        let status = "Name:\tvestibule\nVmRSSX:\t1 kB\nVmRSS:\t   20480 kB\n";
        assert_eq!(parse_kibibytes(status, "VmRSS"), Some(20480.0));
        assert_eq!(parse_kibibytes(status, "VmSwap"), None);
    }

    #[test]
    fn this_process_has_a_cost() {
        let process = std::process::id();
        let before = processor_time(process).unwrap();
        // Busy until a tick has passed: an event, whatever the speed of the machine.
        while processor_time(process).unwrap() == before {}
        let own = own_memory(process).unwrap();
        assert!(own > 0.1 && resident_memory(process).unwrap() > own);
        assert!(describe().contains(" cores, "), "{}", describe());
    }
}
