//! Nothing that is freed can be read again: see [`contract::zeroing`].

#[global_allocator]
static ALLOCATOR: contract::zeroing::Zeroing = contract::zeroing::Zeroing;
