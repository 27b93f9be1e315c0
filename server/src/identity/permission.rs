//! What a user may do. Endpoints ask for a permission; which roles have it is decided here alone.

/// Something that a user may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// See connectors and service tokens, and how they are used.
    ViewConnectors,
    /// Check forms; create, change, deactivate and delete connectors.
    ManageConnectors,
    /// Create and revoke service tokens.
    ManageTokens,
    /// Send one of the operator's requests as a connector, to see whether it works.
    TryRequests,
    /// See who did what.
    ViewAudit,
}

impl Permission {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::ViewConnectors,
        Self::ManageConnectors,
        Self::ManageTokens,
        Self::TryRequests,
        Self::ViewAudit,
    ];

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// What a user may do: a set of [`Permission`]s.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Permissions(u8);

impl Permissions {
    /// Whether this is among them.
    pub const fn allow(self, permission: Permission) -> bool {
        self.0 & permission.bit() != 0
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<T: IntoIterator<Item = Permission>>(permissions: T) -> Self {
        Self(permissions.into_iter().fold(0, |bits, permission| bits | permission.bit()))
    }
}

/// A role of the control hub's, by what it may do here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Sees and manages everything.
    Administrator,
    /// Sees everything, and changes nothing.
    ReadOnlyAdministrator,
}

impl Role {
    /// What the role may do.
    pub fn permissions(self) -> Permissions {
        match self {
            Self::Administrator => Permission::ALL.into_iter().collect(),
            Self::ReadOnlyAdministrator => {
                [Permission::ViewConnectors, Permission::ViewAudit].into_iter().collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Permission, Permissions, Role};

    #[test]
    fn a_set_allows_what_is_in_it() {
        for one in Permission::ALL {
            let only: Permissions = [one].into_iter().collect();
            for other in Permission::ALL {
                assert_eq!(only.allow(other), one == other, "{one:?} {other:?}");
            }
            assert!(!Permissions::default().allow(one));
        }
    }

    #[test]
    fn who_only_reads_changes_nothing() {
        let allowed = |role: Role| Permission::ALL.map(|permission| role.permissions().allow(permission));
        assert_eq!(allowed(Role::Administrator), [true; 5]);
        assert_eq!(allowed(Role::ReadOnlyAdministrator), [true, false, false, false, true]);
    }
}
