//! What milestones have in common, to look for them by: a status, a team, an owner, a half-year.
