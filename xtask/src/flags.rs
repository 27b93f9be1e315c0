//! What may stand after `cargo xtask`.

use std::ffi::OsString;
use std::path::PathBuf;

xflags::xflags! {
    /// The project's tasks. They install what they need, and say what they do.
    cmd xtask {
        /// Build everything and start it, with a Salesforce sandbox to connect to.
        cmd run {
            /// The page's port; 8080 where none is given.
            optional --port port: u16
            /// The sandbox's port; 8090 where none is given. It takes the 14 after it as well.
            optional --sandbox-port port: u16
            /// Where the server keeps what is saved; `data` where nothing is given.
            optional --data dir: PathBuf
        }

        /// As run, but the page is rebuilt on every change, and has its gallery.
        cmd dev {
            /// The page's port; 8080 where none is given.
            optional --port port: u16
            /// The sandbox's port; 8090 where none is given. It takes the 14 after it as well.
            optional --sandbox-port port: u16
            /// Where the server keeps what is saved; `data` where nothing is given.
            optional --data dir: PathBuf
        }

        /// Run every test there is, or those that are named.
        ///
        /// A name is a section (format, dependencies, advisories, lints, page, native, wasm, browser), a crate, or a
        /// part of what `--list` prints: a file, or a test.
        cmd test {
            /// Print the tests instead of running them.
            optional --list
            repeated name: String
        }

        /// Format, dependencies and lints only; security advisories are left to `test`.
        cmd check {}

        /// Write anew what the browser tests hold the page against; read the diff.
        cmd goldens {
            /// Parts of the names of spec files; all where none is given.
            repeated spec: String
        }

        /// Run a command with CONNECTORS_TEST_POSTGRES naming a throw-away PostgreSQL: `postgres -- COMMAND...`.
        cmd postgres {
            repeated command: OsString
        }

        /// Build the page that ships, into dist/.
        cmd page {
            /// Build it quickly instead, as `run` serves it.
            optional --dev
            /// With the gallery: every state of every screen.
            optional --gallery
            /// Where it goes; `dist` where nothing is given.
            optional --dist dir: PathBuf
        }

        /// Measure the server's release build, or the page, and write docs/benchmarks.md.
        cmd bench {
            /// Only see that it works.
            optional --quick
            /// `page`, or nothing for the server.
            optional part: String
        }

        /// Say what a first visit to the built page transfers; fails above the limits.
        cmd size {
            /// The built page; `dist` where nothing is given.
            optional --dist dir: PathBuf
        }

        /// For Trunk to call (see Trunk.toml): join the style sheets.
        cmd bundle-css {}

        /// For Trunk to call (see Trunk.toml): make the files of a release small.
        cmd optimize-page {}
    }
}
