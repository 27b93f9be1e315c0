//! An allocator that overwrites what it frees.
//!
//! A private key passes through buffers that nobody can zeroize by hand: those of wasm-bindgen's strings, of an HTTP
//! connection, of serde, of a `Vec` that grows. So in the page and in the server everything is overwritten when it is
//! freed or moved.

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::ptr;

/// The system's allocator, for a `#[global_allocator]`.
#[derive(Debug)]
pub struct Zeroing;

// SAFETY: allocation is `System`'s own. Freed memory is overwritten while it still belongs to us, and `realloc`
// keeps its contract: the lesser of both sizes is copied before the old block goes.
unsafe impl GlobalAlloc for Zeroing {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps `alloc`'s contract.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps `alloc_zeroed`'s contract.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller gives a block of this layout away: all of it may be written, then freed.
        unsafe {
            ptr::write_bytes(block, 0, layout.size());
            // The compiler might leave out a write to memory that nobody reads again.
            System.dealloc(black_box(block), layout);
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        // SAFETY: the caller keeps `realloc`'s contract, so `new_size` makes a valid layout with this alignment,
        // and the old block is ours to read and to free once the new one holds its content.
        unsafe {
            let new = System.alloc(Layout::from_size_align_unchecked(new_size, layout.align()));
            if !new.is_null() {
                ptr::copy_nonoverlapping(block, new, layout.size().min(new_size));
                self.dealloc(block, layout);
            }
            new
        }
    }
}
