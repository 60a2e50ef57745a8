-- What all documents, superseded ones too, say of an entity.
SELECT fact, value, count(*), sum(mentions) FROM (
  SELECT 'name' AS fact, name AS value, mentions FROM entity_docs WHERE entity = ?1
  UNION ALL SELECT 'type', type, mentions FROM entity_docs WHERE entity = ?1
  UNION ALL SELECT 'country', country, mentions FROM entity_docs WHERE entity = ?1 AND country IS NOT NULL
  UNION ALL SELECT 'sector', sector, mentions FROM entity_docs WHERE entity = ?1 AND sector IS NOT NULL
)
GROUP BY fact, value
ORDER BY value
