//! Where a check stands, told to whoever wants to know.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use contract::codes::Step;

type Sink = dyn Fn(Step) + Send + Sync;

/// The step that a check is at, and a sink that hears of each as it begins.
#[derive(Clone)]
pub struct Progress {
    current: Arc<Mutex<Step>>,
    sink: Arc<Sink>,
}

impl Progress {
    /// Tells `sink` of each step as it begins.
    pub fn new(sink: impl Fn(Step) + Send + Sync + 'static) -> Self {
        Self { current: Arc::new(Mutex::new(Step::ReadKey)), sink: Arc::new(sink) }
    }

    /// The next step begins. One that began before is not told again.
    pub fn enter(&self, step: Step) {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if *current != step || step == Step::ReadKey {
            *current = step;
            drop(current);
            (self.sink)(step);
        }
    }

    /// The step that is running, or that failed.
    pub fn step(&self) -> Step {
        *self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Progress").field(&self.step()).finish()
    }
}
