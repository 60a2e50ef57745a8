//! Parsers of other people's formats may panic on odd files; such a panic is one file's trouble and prints nothing.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

/// Deeply nested objects recurse in parsers.
const STACK: usize = 64 << 20;

thread_local! {
    /// Does this thread keep its panics to itself?
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work`; None where it panics.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    install();
    let outer = QUIET.replace(true);
    let done = catch_unwind(AssertUnwindSafe(work)).ok();
    QUIET.set(outer);
    done
}

/// Runs `work` on a thread with a large stack; None where it panics.
pub fn apart<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || guarded(work)).ok()?;
        thread.join().ok().flatten()
    })
}

/// Puts a panic hook before the program's own that is silent on quiet threads.
fn install() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !QUIET.get() {
                before(panic);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_caught_here_and_on_a_thread() {
        assert_eq!(guarded(|| 1), Some(1));
        assert_eq!(guarded(|| -> i32 { panic!("odd file") }), None);
        assert_eq!(apart(|| -> i32 { panic!("odd file") }), None);
        assert!(!QUIET.get(), "later panics are heard again");
    }
}
