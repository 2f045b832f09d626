// Starts the query editor. A query, its variables and its operation's name may stand in the page's address.
(function () {
  'use strict';

  var firstQuery = [
    '# Who did what to whom, with the sentence that says so.',
    '# Ctrl-Enter runs the query, Ctrl-Space completes it;',
    '# the book on the left explains every field.',
    '',
    '{',
    '  statistics {',
    '    articles',
    '    entities',
    '    statements',
    '  }',
    '  statements(first: 10, orderBy: { field: SOURCES }) {',
    '    totalCount',
    '    nodes {',
    '      text',
    '      polarity',
    '      modality',
    '      subject { name type }',
    '      predicate { label }',
    '      objectText',
    '      time { edtf }',
    '      evidence(first: 2) {',
    '        nodes {',
    '          quote',
    '          article { title publishedAt }',
    '        }',
    '      }',
    '    }',
    '  }',
    '}',
    '',
  ].join('\n');

  var asked = new URLSearchParams(window.location.search);

  // Subscriptions go over a WebSocket of the same server; what stands under Headers, a token too, goes into its greeting.
  var socket = window.location.origin.replace(/^http/, 'ws') + '/graphql';

  ReactDOM.createRoot(document.getElementById('graphiql')).render(
    React.createElement(GraphiQL, {
      fetcher: GraphiQL.createFetcher({ url: '/graphql', subscriptionUrl: socket, enableIncrementalDelivery: false }),
      defaultQuery: firstQuery,
      query: asked.get('query') || undefined,
      variables: asked.get('variables') || undefined,
      operationName: asked.get('operationName') || undefined,
      shouldPersistHeaders: false,
    }),
  );
})();
