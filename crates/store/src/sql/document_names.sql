-- What a document can be called by: its title, and every path that it stands or stood at.
SELECT id, name FROM (
  SELECT id, title AS name FROM documents WHERE title IS NOT NULL
  UNION ALL SELECT doc, path FROM sources
)
ORDER BY id
