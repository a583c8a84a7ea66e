// The rules that every page of a built site keeps. A rule is turned off or turned down only where
// the design asks for the opposite, and the reason stands beside it.

export default {
  root: true,
  extends: ['html-validate:recommended', 'html-validate:a11y', 'html-validate:standard'],
  rules: {
    // Below 40rem the timeline's rows become cards, and `display: block` takes a table's roles away:
    // they are written out, so that assistive technology still meets a table there.
    'no-redundant-role': 'off',
    // A page's title begins with its item's title, which may be 230 characters long and is never cut.
    'long-title': 'off',
    // A bar's place, width and fading, and a progress, are numbers of that one row, handed to the stylesheet
    // as custom properties. The rule cannot allow just those: `validate.mjs` refuses all other styles itself.
    'no-inline-style': 'off',
  },
};
