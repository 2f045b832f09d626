#!/bin/sh
# Asks a newsgraph server in GraphQL with curl: statements with an object of a name, as JSON.
#
#   sh client.sh http://127.0.0.1:8080 Huawei
set -eu
curl --fail-with-body --silent --show-error "$1/graphql" \
  --header 'Content-Type: application/json' \
  --data @- <<JSON
{
  "query": "query(\$object: String!) { statements(filter: {object: {name: \$object}}) { totalCount nodes { text polarity } } }",
  "variables": { "object": "$2" }
}
JSON
