-- Counts what document ?1 says of its entities, ?2 times.
INSERT INTO entity_facts (entity, fact, value, documents, mentions)
SELECT entity, fact, value, ?2, ?2 * mentions FROM (
  SELECT entity, 'name' AS fact, name AS value, mentions FROM entity_docs WHERE doc = ?1
  UNION ALL SELECT entity, 'type', type, mentions FROM entity_docs WHERE doc = ?1
  UNION ALL SELECT entity, 'country', country, mentions FROM entity_docs WHERE doc = ?1 AND country IS NOT NULL
  UNION ALL SELECT entity, 'sector', sector, mentions FROM entity_docs WHERE doc = ?1 AND sector IS NOT NULL
)
WHERE true
ON CONFLICT (entity, fact, value) DO UPDATE SET
  documents = documents + excluded.documents,
  mentions = mentions + excluded.mentions
