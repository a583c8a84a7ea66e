//! Whose a site is, in words.

use super::{Audience, View};

/// The site's title, and who this view of it is for: `Fairlead roadmap, for Customers`.
pub fn whole(view: &View) -> String {
    match &view.audience {
        Some(audience) => format!("{}, for {}", view.site.title, whom(audience)),
        None => view.site.title.clone(),
    }
}

/// An audience's title after a `for`: `the team` where it is called `The team`.
pub fn whom(audience: &Audience) -> String {
    match audience.title.strip_prefix("The ") {
        Some(rest) => format!("the {rest}"),
        None => audience.title.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::specimen;

    #[test]
    fn a_view_says_who_it_is_for() {
        let mut view = specimen::view();
        assert_eq!(whole(&view), "Clinic & Co");
        view.audience = Some(specimen::customers());
        assert_eq!(whole(&view), "Clinic & Co, for Customers");
        view.audience = view.audience.map(|audience| Audience { title: "The team".to_owned(), ..audience });
        assert_eq!(whole(&view), "Clinic & Co, for the team");
    }
}
