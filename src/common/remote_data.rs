//! Something that is fetched, and how far that is.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::api::ApiError;
use crate::latest_only::LatestOnly;

/// Something that is fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RemoteData<T> {
    /// Nothing came yet.
    Loading,
    /// The value that came.
    Ready(T),
    /// The value could not be fetched, and why.
    Failed(ApiError),
}

/// How far something is that is fetched, without what came: what a view is drawn for that follows the rest by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemoteStatus {
    /// As [`RemoteData::Loading`].
    Loading,
    /// As [`RemoteData::Ready`].
    Ready,
    /// As [`RemoteData::Failed`].
    Failed,
}

impl<T> RemoteData<T> {
    /// How far the fetch is, without what came.
    pub const fn status(&self) -> RemoteStatus {
        match self {
            Self::Loading => RemoteStatus::Loading,
            Self::Ready(_) => RemoteStatus::Ready,
            Self::Failed(_) => RemoteStatus::Failed,
        }
    }

    /// Why nothing could be fetched, if so.
    pub fn error(&self) -> Option<&ApiError> {
        match self {
            Self::Failed(error) => Some(error),
            Self::Loading | Self::Ready(_) => None,
        }
    }

    /// The value that came, if one did.
    pub fn ready(&self) -> Option<&T> {
        match self {
            Self::Ready(value) => Some(value),
            Self::Loading | Self::Failed(_) => None,
        }
    }
}

/// Something that is fetched again and again. The answer that was asked for last counts.
#[derive(Debug)]
pub struct RemoteResource<T: Send + Sync + 'static> {
    data: RwSignal<RemoteData<T>>,
    answers: StoredValue<LatestOnly>,
    /// Whether what is shown is known to be old.
    stale: StoredValue<bool>,
}

impl<T: Send + Sync + 'static> Clone for RemoteResource<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for RemoteResource<T> {}

impl<T: Send + Sync + 'static> Default for RemoteResource<T> {
    fn default() -> Self {
        Self {
            data: RwSignal::new(RemoteData::Loading),
            answers: StoredValue::new(LatestOnly::default()),
            stale: StoredValue::new(false),
        }
    }
}

/// What becomes of what is shown when it could not be fetched anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnFailure {
    /// What is shown is known to be old: the error takes its place.
    Show,
    /// What is shown stays, unless an earlier fetch knows it to be old.
    Keep,
}

impl<T: PartialEq + Send + Sync + 'static> RemoteResource<T> {
    /// Reads what is shown, and follows it.
    pub fn with<U>(self, read: impl FnOnce(&RemoteData<T>) -> U) -> U {
        self.data.with(read)
    }

    /// A copy of what is shown, which is followed.
    pub fn get(self) -> RemoteData<T>
    where
        T: Clone,
    {
        self.data.get()
    }

    /// Puts this in its place: that it is on its way, say. Nothing is drawn anew where it is there already.
    pub fn set(self, data: RemoteData<T>) {
        if self.data.with_untracked(|shown| *shown != data) {
            self.data.set(data);
        }
    }

    /// Forgets what came: an answer that is on its way is of no interest any more.
    pub fn abandon(self) {
        self.answers.update_value(LatestOnly::abandon);
        self.stale.set_value(false);
        self.set(RemoteData::Loading);
    }

    /// Waits for an answer, for what others did meanwhile. While a first answer is awaited, that one will tell it.
    pub fn fetch_again(self, answer: impl Future<Output = Result<T, ApiError>> + 'static) {
        if self.data.with_untracked(|data| data.status() != RemoteStatus::Loading) {
            self.fetch(answer, OnFailure::Keep);
        }
    }

    /// Waits for an answer. What is shown stays until it is here.
    pub fn fetch(self, answer: impl Future<Output = Result<T, ApiError>> + 'static, on_failure: OnFailure) {
        let Some(request) = self.answers.try_update_value(LatestOnly::begin) else { return };
        if on_failure == OnFailure::Show {
            self.stale.set_value(true);
        }
        spawn_local(async move {
            let answer = answer.await;
            if !self.answers.get_value().wants(request) {
                return;
            }
            match answer {
                Ok(value) => {
                    self.stale.set_value(false);
                    self.set(RemoteData::Ready(value));
                }
                Err(error) if self.stale.get_value() => self.set(RemoteData::Failed(error)),
                Err(_) => {}
            }
        });
    }
}
