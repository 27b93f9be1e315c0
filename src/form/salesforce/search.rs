//! **Try the other addresses**: where a form was refused that another URL or audience may let in.

use contract::api::{AudienceSearch, TriedAddress};
use contract::codes::Field;
use contract::form::{FieldSpec, SalesforceForm};

use super::SalesforceDraft;
use crate::form::core::Core;
use crate::form::{Failure, Form, KeyToSend, SubmitId};

/// The fields that make an address.
const ADDRESS: [Field; 2] = [Field::Url, Field::Audience];

/// What came of the search for an address that works.
#[derive(Debug)]
pub enum AddressSearch {
    /// None was made for what stands in the form.
    None,
    /// None of the other addresses that were tried works.
    NotFound(Vec<TriedAddress>),
    /// The search itself failed.
    Failed(Failure),
    /// One works, and stands in the form now.
    Found {
        /// URL and Audience as they stood there before.
        before: [String; 2],
    },
}

impl SalesforceDraft {
    /// Enters URL and Audience in place of what stands there. Gives what stood there.
    fn enter(&mut self, core: &mut Core, address: [String; 2]) -> [String; 2] {
        let before = ADDRESS.map(|field| self.value(field).to_owned());
        for (field, value) in ADDRESS.into_iter().zip(address) {
            if self.value(field) != value {
                (FieldSpec::of(field).set)(&mut self.values, value);
                let error = self.judge(field);
                core.given(field as usize, error);
                self.warn(core, field);
            }
        }
        self.demand_key(core);
        before
    }
}

impl Form<SalesforceDraft> {
    /// Whether another URL or audience may let in what was refused, and has not been looked for.
    pub fn may_search(&self) -> bool {
        let elsewhere = match self.failure() {
            Some(Failure::Problem(problem)) => problem.code.may_work_elsewhere(),
            Some(Failure::NoAnswer) | None => false,
        };
        // A stored key is not tried elsewhere.
        let has_key = matches!(self.key_to_send(), Some(KeyToSend::Pem(_)));
        elsewhere
            && has_key
            && self.is_valid()
            && !matches!(self.address_search(), AddressSearch::NotFound(_))
    }

    /// What came of the search.
    pub fn address_search(&self) -> &AddressSearch {
        self.draft().map_or(&AddressSearch::None, |draft| &draft.search)
    }

    /// **Try the other addresses**: what is to be sent. `None` where nothing is to be looked for.
    pub fn search(&mut self) -> Option<(SubmitId, SalesforceForm)> {
        if !self.may_search() {
            return None;
        }
        self.begin_search(|draft| {
            draft.search = AddressSearch::None;
            draft.request()
        })
    }

    /// The search is over. What works is entered at once.
    pub fn searched(&mut self, id: SubmitId, outcome: Result<AudienceSearch, Failure>) {
        let Some((core, draft)) = self.waiting_for(id) else { return };
        let found = outcome.as_ref().ok().and_then(AudienceSearch::found).is_some();
        core.searched(found);
        draft.search = match outcome {
            Err(failure) => AddressSearch::Failed(failure),
            Ok(AudienceSearch { mut tried }) => match tried.pop() {
                Some(TriedAddress { url, audience, code: None, .. }) => {
                    AddressSearch::Found { before: draft.enter(core, [url, audience.unwrap_or_default()]) }
                }
                last => {
                    tried.extend(last);
                    AddressSearch::NotFound(tried)
                }
            },
        };
    }

    /// **Undo**: what stood in the form before the search stands there again.
    pub fn undo_search(&mut self) {
        if let Some((core, draft)) = self.editable()
            && let AddressSearch::Found { before } = std::mem::replace(&mut draft.search, AddressSearch::None)
        {
            draft.enter(core, before);
        }
    }
}
