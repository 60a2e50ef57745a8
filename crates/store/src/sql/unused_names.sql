-- Names of an entity that no document has, as an alias or as the name.
SELECT n.id FROM entity_names n
WHERE n.entity = ?1 AND n.documents = 0
  AND NOT EXISTS (SELECT 1 FROM doc_names x WHERE x.name = n.id)
  AND NOT EXISTS (SELECT 1 FROM entity_docs x WHERE x.entity = n.entity AND x.name = n.name)
