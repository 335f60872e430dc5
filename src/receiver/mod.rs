//! Inbox, queues and engines.
