//! What this process may use, and when it ends itself.

use std::io::{self, Read};

use rustix::process::{Resource, Rlimit, getpriority_process, setpriority_process, setrlimit};

/// How much this process steps back for others: somebody waits for a page, nobody for a segment.
const NICE: i32 = 19;

/// Limits this process for good: address space, no core dumps.
pub fn limit_memory(memory_bytes: u64) -> io::Result<()> {
    let set = |resource, value| setrlimit(resource, Rlimit { current: Some(value), maximum: Some(value) });
    set(Resource::As, memory_bytes)?;
    Ok(set(Resource::Core, 0)?)
}

/// Limits this process for good: address space, processor time, no core dumps, and the processor only when no page needs it.
/// (Not for a live command: somebody waits for what it does, for as many hours as a set lasts.)
pub fn limit(memory_bytes: u64, cpu_seconds: u64) -> io::Result<()> {
    limit_memory(memory_bytes)?;
    // Whoever started this may step back further still; to step forward again is not allowed.
    setpriority_process(None, getpriority_process(None)?.max(NICE))?;
    // One second between the signal that can be told from others and the end without a choice.
    let cpu = Rlimit { current: Some(cpu_seconds), maximum: Some(cpu_seconds.saturating_add(1)) };
    setrlimit(Resource::Cpu, cpu)?;
    Ok(())
}

/// Ends this process when standard input ends: whoever wanted the work is gone. (A signal at the death of the parent
/// would do the same, but it comes at the end of the parent's thread, and threads of async programs come and go.)
pub fn end_with_input() -> io::Result<()> {
    let watch = || {
        let mut byte = [0];
        while let Ok(1..) = io::stdin().lock().read(&mut byte) {}
        std::process::exit(3);
    };
    std::thread::Builder::new().name("watch".to_owned()).stack_size(64 << 10).spawn(watch)?;
    Ok(())
}
