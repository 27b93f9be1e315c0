//! **Try the other addresses**: where a form was refused that another URL or audience may let in.

use contract::api::{AudienceSearch, RefusedAddress, SignInAddress};
use contract::codes::Field;
use contract::form::{FieldSpec, SalesforceForm};

use super::SalesforceDraft;
use crate::form::core::Core;
use crate::form::{Failure, Form, SubmitId};

/// What came of the search for an address that works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddressSearch {
    /// None was made for what stands in the form.
    None,
    /// Nothing else works.
    NotFound(Vec<RefusedAddress>),
    /// The search itself failed.
    Failed(Failure),
    /// One works, and stands in the form now.
    Found {
        /// What stood there before.
        before: SignInAddress,
    },
}

impl SalesforceDraft {
    fn address(&self) -> SignInAddress {
        let audience = &self.values.audience;
        SignInAddress {
            url: self.values.url.clone(),
            audience: (!audience.is_empty()).then(|| audience.clone()),
        }
    }

    /// Enters an address in place of what stands there. Gives what stood there.
    fn enter(&mut self, core: &mut Core, address: SignInAddress) -> SignInAddress {
        let before = self.address();
        let SignInAddress { url, audience } = address;
        for (field, value) in [(Field::Url, url), (Field::Audience, audience.unwrap_or_default())] {
            if self.value(field) != value {
                (FieldSpec::of(field).set)(&mut self.values, value);
                let error = self.judge(field);
                core.given(field as usize, error);
                self.warn(core, field);
            }
        }
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
        elsewhere && self.is_valid() && !matches!(self.address_search(), AddressSearch::NotFound(_))
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
        let found = match outcome {
            Ok(AudienceSearch { found: Some(address), .. }) => Ok(address),
            Ok(AudienceSearch { found: None, refused }) => Err(AddressSearch::NotFound(refused)),
            Err(failure) => Err(AddressSearch::Failed(failure)),
        };
        core.searched(found.is_ok());
        draft.search = match found {
            Ok(address) => AddressSearch::Found { before: draft.enter(core, address) },
            Err(search) => search,
        };
    }

    /// **Undo**: what stood in the form before the search stands there again.
    pub fn undo_search(&mut self) {
        if let Some((core, draft)) = self.editable()
            && let AddressSearch::Found { before } = &draft.search
        {
            let before = before.clone();
            draft.enter(core, before);
            draft.search = AddressSearch::None;
        }
    }
}
