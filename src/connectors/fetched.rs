//! Something that is fetched, and how it stands.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::api::Failure;

/// Something that is fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Load<T> {
    /// On its way.
    Loading,
    /// Here.
    Ready(T),
    /// It could not be fetched.
    Failed(Failure),
}

/// The same without what came: what a view that follows the rest by itself is drawn for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// On its way.
    Loading,
    /// Here.
    Ready,
    /// It could not be fetched.
    Failed,
}

impl<T> Load<T> {
    /// Without what came.
    pub const fn stage(&self) -> Stage {
        match self {
            Self::Loading => Stage::Loading,
            Self::Ready(_) => Stage::Ready,
            Self::Failed(_) => Stage::Failed,
        }
    }

    /// Why it could not be fetched.
    pub fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Failed(failure) => Some(failure),
            Self::Loading | Self::Ready(_) => None,
        }
    }

    /// What came, if it did.
    pub fn ready(&self) -> Option<&T> {
        match self {
            Self::Ready(value) => Some(value),
            Self::Loading | Self::Failed(_) => None,
        }
    }
}

/// Something that is fetched again and again. What was asked for last counts, in whichever order the answers come.
#[derive(Debug)]
pub struct Fetched<T: Send + Sync + 'static> {
    load: RwSignal<Load<T>>,
    asked: StoredValue<u32>,
    /// Which of those that were asked for is shown.
    shown: StoredValue<u32>,
}

impl<T: Send + Sync + 'static> Clone for Fetched<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Fetched<T> {}

impl<T: Send + Sync + 'static> Default for Fetched<T> {
    fn default() -> Self {
        Self { load: RwSignal::new(Load::Loading), asked: StoredValue::new(0), shown: StoredValue::new(0) }
    }
}

/// What becomes of what is shown when it could not be fetched anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnFailure {
    /// It is known to be old: the failure is shown.
    Tell,
    /// It stays.
    Keep,
}

impl<T: Send + Sync + 'static> Fetched<T> {
    /// Reads it, and follows it.
    pub fn with<U>(self, read: impl FnOnce(&Load<T>) -> U) -> U {
        self.load.with(read)
    }

    /// A copy of it, and follows it.
    pub fn get(self) -> Load<T>
    where
        T: Clone,
    {
        self.load.get()
    }

    /// Puts this in its place: that it is on its way, say.
    pub fn set(self, load: Load<T>) {
        self.load.set(load);
    }

    /// Waits for an answer. What is shown stays until it is here.
    pub fn fetch(self, answer: impl Future<Output = Result<T, Failure>> + 'static, on_failure: OnFailure) {
        let number = self.asked.get_value() + 1;
        self.asked.set_value(number);
        spawn_local(async move {
            let load = match answer.await {
                Ok(value) => Load::Ready(value),
                Err(_) if on_failure == OnFailure::Keep => return,
                Err(failure) => Load::Failed(failure),
            };
            if self.shown.get_value() < number {
                self.shown.set_value(number);
                self.load.set(load);
            }
        });
    }
}
