//! How much heap memory a piece of code takes, counted by the allocator of the test program.
#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

thread_local! {
    static IN_USE: Cell<isize> = const { Cell::new(0) };
    static PEAK: Cell<isize> = const { Cell::new(0) };
}

#[global_allocator]
static COUNTING: Counting = Counting;

struct Counting;

/// The most that this thread held on the heap at a time while `work` ran, over what it held before.
pub(super) fn peak_bytes<T>(work: impl FnOnce() -> T) -> (T, usize) {
    let before = IN_USE.get();
    PEAK.set(before);
    let result = work();
    (result, usize::try_from(PEAK.get() - before).unwrap_or(0))
}

fn count(bytes: usize, sign: isize) {
    let bytes = isize::try_from(bytes).unwrap_or(isize::MAX);
    let add = |in_use: &Cell<isize>| {
        in_use.set(in_use.get() + sign * bytes);
        in_use.get()
    };
    // A thread that ends may free memory when its counters are gone.
    if let Ok(in_use) = IN_USE.try_with(add) {
        PEAK.try_with(|peak| peak.set(peak.get().max(in_use))).unwrap_or(());
    }
}

// SAFETY: every call goes to the system's allocator with the same arguments; counting does not allocate.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 1);
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(layout.size(), -1);
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}
