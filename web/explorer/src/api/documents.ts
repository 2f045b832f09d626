// Every question that the page asks. The types come from schema/contract.graphql (npm run types).
import { initGraphQLTada } from 'gql.tada';
import type { introspection } from './schema.d.ts';

const graphql = initGraphQLTada<{
  introspection: introspection;
  scalars: { DateTime: string; EDTF: string; URL: string; Long: number };
}>();

export const Start = graphql(`query Start { viewer { roles } statistics { articles entities statements version backend } }`);

export const Search = graphql(`
  query Search($text: String!) {
    entities: search(text: $text, kinds: [ENTITY], first: 8) {
      nodes { snippet node { __typename ... on Entity { id name type statementCount articleCount } } }
    }
    articles: search(text: $text, kinds: [ARTICLE], first: 5) {
      nodes { snippet node { __typename ... on Article { id title source publishedAt } } }
    }
  }`);

export const Leading = graphql(`
  query Leading {
    entities(first: 12) { nodes { id name type statementCount } }
    articles(first: 6) { nodes { id title source publishedAt } }
  }`);

export const Neighbors = graphql(`
  query Neighbors($id: ID!, $first: Int!, $filter: StatementFilter) {
    entity(id: $id) {
      id name type statementCount
      neighbors(first: $first, filter: $filter) { totalCount nodes { statementCount entity { id name type statementCount } } }
    }
  }`);

export const Counts = graphql(`
  query Counts($ids: [ID!]!, $filter: StatementFilter) {
    nodes(ids: $ids) { __typename ... on Entity { id neighbors(first: 1, filter: $filter) { totalCount } } }
  }`);

export const Among = graphql(`
  query Among($seeds: [EntityRef!]!, $most: Int!, $filter: StatementFilter) {
    subgraph(seeds: $seeds, depth: 0, maxEntities: $most, filter: $filter) {
      truncated
      omitted { reason count }
      entities { id name type statementCount }
      statements {
        id text polarity modality confidence review independentSourceCount firstPublished
        subject { id } object { id } predicate { label } time { edtf start }
      }
    }
  }`);

const quote = graphql(`
  fragment Quote on Evidence @_unmask {
    id quote prefix suffix surface confidence verified deepLink
    start(unit: UTF16) end(unit: UTF16)
    spans(unit: UTF16) { role start end text }
    article { id title source publishedAt url }
  }`);

const said = graphql(`
  fragment Said on Statement @_unmask {
    id text polarity modality confidence review articleCount independentSourceCount firstPublished lastPublished
    subject { id name type } object { id name type } objectText predicate { id label }
    attributedTo { id name } time { edtf phrase } place { id name }
    evidence(first: 12) { totalCount nodes { ...Quote } }
  }`, [quote]);

// What stands on the other side of a disagreement; fewer quotes, since there are many sides.
const side = graphql(`
  fragment Side on Statement @_unmask {
    id text polarity modality confidence review articleCount independentSourceCount firstPublished lastPublished
    subject { id name type } object { id name type } objectText predicate { id label }
    attributedTo { id name } time { edtf phrase } place { id name }
    evidence(first: 3) { totalCount nodes { ...Quote } }
  }`, [quote]);

export const Between = graphql(`
  query Between($filter: StatementFilter) {
    statements(filter: $filter, first: 40, orderBy: { field: SOURCES }) {
      totalCount
      nodes { ...Said contradictedBy(first: 3) { ...Side } }
    }
  }`, [said, side]);

/** Which statements are denied by others; most are not, so their quotes are asked for after that. */
export const Denials = graphql(`
  query Denials($filter: StatementFilter) {
    statements(filter: $filter, first: 1000) { totalCount nodes { id contradictedBy(first: 1) { id } } }
  }`);
export const Sides = graphql(`
  query Sides($ids: [ID!]!) {
    nodes(ids: $ids) { __typename ... on Statement { ...Side contradictedBy(first: 3) { ...Side } } }
  }`, [side]);

export const EntityPage = graphql(`
  query EntityPage($id: ID!, $filter: StatementFilter) {
    entity(id: $id) {
      id name type named aliases descriptions sameAs statementCount articleCount firstPublished lastPublished
      neighbors(first: 1, filter: $filter) { totalCount }
      statements(first: 200, filter: $filter) {
        totalCount
        nodes {
          id text polarity modality confidence articleCount firstPublished objectText
          subject { id name } object { id name } predicate { label } time { edtf }
        }
        exportUrl(format: STATEMENTS_CSV)
      }
      articles(first: 30) { totalCount nodes { id title source publishedAt } }
      timeline(bucket: MONTH, filter: $filter) { start end statementCount articleCount }
      merges { id at fromName from automatic by reasons undone }
      possibleDuplicates(first: 5) { score reasons entity { id name type statementCount articleCount aliases } }
    }
  }`);

export const ArticlePage = graphql(`
  query ArticlePage($id: ID!) {
    article(id: $id) {
      id title source authors publishedAt loadedAt url text wordCount language
      copies { id title source publishedAt }
      evidence(first: 500) {
        totalCount
        nodes {
          id start(unit: UTF16) end(unit: UTF16)
          spans(unit: UTF16) { role start end text }
          statement { id text polarity modality status review confidence subject { id name } object { id name } objectText predicate { label } attributedTo { name } }
        }
      }
    }
  }`);

export const Paths = graphql(`
  query Paths($from: EntityRef!, $to: EntityRef!, $filter: StatementFilter) {
    paths(from: $from, to: $to, maxLength: 5, first: 4, filter: $filter) {
      truncated
      omitted { reason count }
      paths { length entities { id name type statementCount } statements { ...Said } }
    }
  }`, [said]);

export const FacetsOf = graphql(`
  query FacetsOf($filter: StatementFilter) {
    facets(filter: $filter) {
      predicates { value label count } entityTypes { value count } sources { value count } modalities { value count }
    }
  }`);

export const TimelineOf = graphql(`
  query TimelineOf($filter: StatementFilter, $bucket: TimeBucket!, $clock: Clock!) {
    timeline(filter: $filter, bucket: $bucket, clock: $clock) { start end statementCount articleCount }
  }`);

export const ExportOf = graphql(`
  query ExportOf($filter: StatementFilter, $format: ExportFormat!) {
    statements(filter: $filter, first: 1) { totalCount exportUrl(format: $format) }
  }`);

export const Merge = graphql(`
  mutation Merge($input: MergeEntitiesInput!) {
    mergeEntities(input: $input) { entity { id name statementCount } merges { id fromName undone } userErrors { message } }
  }`);
export const UndoMerge = graphql(`
  mutation UndoMerge($input: UndoMergeInput!) { undoMerge(input: $input) { entity { id name } userErrors { message } } }`);
/** What some articles say of a thing, and what stands in sentences with some words. */
export const SplitPreview = graphql(`
  query SplitPreview($articles: StatementFilter, $names: StatementFilter, $byArticle: Boolean!, $byName: Boolean!) {
    said: statements(filter: $articles, first: 6) @include(if: $byArticle) { totalCount nodes { id text } }
    named: statements(filter: $names, first: 6) @include(if: $byName) { totalCount nodes { id text } }
  }`);
export const Split = graphql(`
  mutation Split($input: SplitEntityInput!) {
    splitEntity(input: $input) { entity { id name statementCount } merges { id } userErrors { message } }
  }`);
export const MarkDistinct = graphql(`
  mutation MarkDistinct($input: MarkDistinctInput!) { markDistinct(input: $input) { entity { id } userErrors { message } } }`);
export const UndoDistinct = graphql(`
  mutation UndoDistinct($input: MarkDistinctInput!) { undoDistinct(input: $input) { entity { id } userErrors { message } } }`);
export const ReviewStatement = graphql(`
  mutation Review($input: ReviewStatementInput!) { reviewStatement(input: $input) { statement { id review } userErrors { message } } }`);
export const DeleteArticle = graphql(`
  mutation DeleteArticle($input: DeleteArticleInput!) {
    deleteArticle(input: $input) { id statementsRemoved entitiesRemoved userErrors { message } }
  }`);
export const LoadArticles = graphql(`
  mutation LoadArticles($input: LoadArticlesInput!) {
    loadArticles(input: $input) {
      articles { outcome statementCount error { message } article { id title } }
      userErrors { message }
    }
  }`);
export const LoadURLs = graphql(`
  mutation LoadURLs($input: LoadURLsInput!) { loadURLs(input: $input) { job { id state total done } userErrors { message } } }`);
export const Job = graphql(`
  query Job($id: ID!) {
    job(id: $id) { id state total done added updated unchanged refused failed errors { message } articles(first: 20) { nodes { id title } } }
  }`);
export const ArticleLoaded = graphql(`subscription ArticleLoaded { articleLoaded { id title source } }`);
export const StatementWithdrawn = graphql(`subscription StatementWithdrawn { statementWithdrawn { id text } }`);
