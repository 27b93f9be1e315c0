//! Where a check stands, told to whoever wants to know.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use contract::codes::Step;
use tracing::Span;

type Sink = dyn Fn(Step) + Send + Sync;

/// The step that a check is at, and a sink that hears of each as it begins. Each is a span of its own in a trace.
#[derive(Clone)]
pub struct Progress {
    current: Arc<Mutex<Current>>,
    /// What the steps are parts of.
    whole: Span,
    sink: Arc<Sink>,
}

struct Current {
    step: Step,
    /// Ends as the next step begins.
    _span: Span,
}

impl Progress {
    /// Tells `sink` of each step as it begins.
    pub fn new(sink: impl Fn(Step) + Send + Sync + 'static) -> Self {
        let current = Current { step: Step::ReadKey, _span: Span::none() };
        Self { current: Arc::new(Mutex::new(current)), whole: Span::current(), sink: Arc::new(sink) }
    }

    /// The next step begins. One that began before is not told again.
    pub fn enter(&self, step: Step) {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if current.step != step || step == Step::ReadKey {
            let span = tracing::debug_span!(parent: &self.whole, "step", "otel.name" = step.as_str());
            *current = Current { step, _span: span };
            drop(current);
            (self.sink)(step);
        }
    }

    /// The step that is running, or that failed.
    pub fn step(&self) -> Step {
        self.current.lock().unwrap_or_else(PoisonError::into_inner).step
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Progress").field(&self.step()).finish()
    }
}
