-- What an analyst asks first. Superseded documents are left out; `words` are the words of the source.

-- The names of a record's participants in one role, in the order of the text.
CREATE VIEW roles AS
SELECT record, role, group_concat(name, ', ') AS names
FROM (
  SELECT p.record, p.role, coalesce(e.name, p.voice, p.entity) AS name
  FROM participants p LEFT JOIN entities e ON e.id = p.entity
  ORDER BY p.record, p.role, p.n
)
GROUP BY record, role;
