//! What every request passes on its way in, and every answer on its way out.

pub mod client_address;
pub mod drain_deadline;
pub mod origin;
pub mod request_id;
pub mod security_headers;
