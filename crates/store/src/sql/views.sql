-- What an analyst asks first. Superseded documents are left out; `words` are the words of the source.

-- Names of participants are gathered in the order of the text; written out in place, because SQLite would make a view
-- of them for all records before it takes one.

-- Records of current documents with their words; the base of the other views.
CREATE VIEW findings AS
SELECT r.id, r.family, r.type, r.subtype, r.status, r.confidence,
  d.id AS doc, d.publisher, d.title, d.date AS published, d.date_start AS published_start, d.date_end AS published_end,
  r.start, r.end, substr(d.text, r.start + 1, r.end - r.start) AS words
FROM records r JOIN documents d ON d.id = r.doc
WHERE d.superseded_by IS NULL;

CREATE VIEW event_actors AS
SELECT p.record AS event, p.role, p.n, p.entity, e.name, e.type, e.country
FROM participants p
JOIN events v ON v.id = p.record
JOIN entities e ON e.id = p.entity
WHERE p.role IN ('actor', 'recipient');

CREATE VIEW timeline AS
SELECT coalesce(v.date_start, f.published_start) AS date_start, coalesce(v.date_end, f.published_end) AS date_end,
  v.date, v.type, v.mode, v.status,
  (SELECT group_concat(name, ', ') FROM (
    SELECT coalesce(e.name, p.voice, p.entity) AS name FROM participants p LEFT JOIN entities e ON e.id = p.entity
    WHERE p.record = f.id AND p.role = 'actor' ORDER BY p.n)) AS actors,
  (SELECT group_concat(name, ', ') FROM (
    SELECT coalesce(e.name, p.voice, p.entity) AS name FROM participants p LEFT JOIN entities e ON e.id = p.entity
    WHERE p.record = f.id AND p.role = 'recipient' ORDER BY p.n)) AS recipients,
  v.place, v.country,
  (SELECT group_concat(name, ', ') FROM (
    SELECT coalesce(e.name, p.voice, p.entity) AS name FROM participants p LEFT JOIN entities e ON e.id = p.entity
    WHERE p.record = f.id AND p.role = 'said_by' ORDER BY p.n)) AS said_by,
  f.words, f.confidence, v.story, f.publisher, f.title, f.published, f.doc, f.start, f.end, f.id
FROM events v JOIN findings f ON f.id = v.id
ORDER BY 1, 2, f.doc, f.start;

CREATE VIEW who_did_what AS
SELECT a.name AS actor, v.type, v.mode, r.name AS recipient, v.status, v.date, v.date_start, v.date_end, v.place, v.country,
  f.words, f.confidence, f.publisher, f.doc, a.entity AS actor_id, r.entity AS recipient_id, f.id
FROM events v JOIN findings f ON f.id = v.id
LEFT JOIN event_actors a ON a.event = v.id AND a.role = 'actor'
LEFT JOIN event_actors r ON r.event = v.id AND r.role = 'recipient';

CREATE VIEW claims AS
SELECT (SELECT group_concat(name, ', ') FROM (
    SELECT coalesce(e.name, p.voice, p.entity) AS name FROM participants p LEFT JOIN entities e ON e.id = p.entity
    WHERE p.record = f.id AND p.role = 'source' ORDER BY p.n)) AS source, s.stance, s.form,
  (SELECT group_concat(name, ', ') FROM (
    SELECT coalesce(e.name, p.voice, p.entity) AS name FROM participants p LEFT JOIN entities e ON e.id = p.entity
    WHERE p.record = f.id AND p.role = 'to' ORDER BY p.n)) AS said_to,
  f.words, f.confidence, f.publisher, f.title, f.published, f.doc, f.start, f.end,
  (SELECT entity FROM participants p WHERE p.record = f.id AND p.role = 'source') AS source_id, f.id
FROM statements s JOIN findings f ON f.id = s.id;

CREATE VIEW promises AS
SELECT (SELECT group_concat(name, ', ') FROM (
    SELECT coalesce(e.name, p.voice, p.entity) AS name FROM participants p LEFT JOIN entities e ON e.id = p.entity
    WHERE p.record = f.id AND p.role = 'by' ORDER BY p.n)) AS promised_by,
  (SELECT group_concat(name, ', ') FROM (
    SELECT coalesce(e.name, p.voice, p.entity) AS name FROM participants p LEFT JOIN entities e ON e.id = p.entity
    WHERE p.record = f.id AND p.role = 'to' ORDER BY p.n)) AS promised_to,
  c.what, c.condition, c.made, c.deadline, c.deadline_start, c.deadline_end, c.status,
  f.words, f.confidence, f.publisher, f.title, f.published, f.doc, f.start, f.end, f.id
FROM commitments c JOIN findings f ON f.id = c.id;

CREATE VIEW figures AS
SELECT m.subject, m.value, m.low, m.high, m.approx, m.qualifier, m.unit,
  (SELECT group_concat(name, ', ') FROM (
    SELECT coalesce(e.name, p.voice, p.entity) AS name FROM participants p LEFT JOIN entities e ON e.id = p.entity
    WHERE p.record = f.id AND p.role = 'entity' ORDER BY p.n)) AS entities,
  m.as_of, coalesce(m.as_of_start, f.published_start) AS date_start, coalesce(m.as_of_end, f.published_end) AS date_end,
  f.words, f.confidence, f.publisher, f.title, f.published, f.doc, f.start, f.end, f.id
FROM measures m JOIN findings f ON f.id = m.id;

CREATE VIEW forecasts AS
SELECT (SELECT group_concat(name, ', ') FROM (
    SELECT coalesce(e.name, p.voice, p.entity) AS name FROM participants p LEFT JOIN entities e ON e.id = p.entity
    WHERE p.record = f.id AND p.role = 'by' ORDER BY p.n)) AS judged_by, a.type,
  (SELECT group_concat(name, ', ') FROM (
    SELECT coalesce(e.name, p.voice, p.entity) AS name FROM participants p LEFT JOIN entities e ON e.id = p.entity
    WHERE p.record = f.id AND p.role = 'about' ORDER BY p.n)) AS about,
  a.likelihood_words, a.likelihood_low, a.likelihood_high, a.likelihood_scale, a.horizon, a.horizon_start, a.horizon_end,
  f.words, f.confidence, f.publisher, f.title, f.published, f.doc, f.start, f.end, f.id
FROM assessments a JOIN findings f ON f.id = a.id;

CREATE VIEW ties AS
SELECT coalesce(s.name, t.subject) AS subject, t.predicate, coalesce(o.name, t.object) AS object, t.status,
  f.words, f.confidence, f.publisher, f.title, f.published, f.doc, f.start, f.end,
  t.subject AS subject_id, t.object AS object_id, f.id
FROM relations t JOIN findings f ON f.id = t.id
LEFT JOIN entities s ON s.id = t.subject
LEFT JOIN entities o ON o.id = t.object;

CREATE VIEW actors AS
SELECT e.name, e.type, e.country, e.sector, e.documents, e.mentions,
  (SELECT group_concat(name, '; ') FROM (
     SELECT n.name FROM entity_names n WHERE n.entity = e.id AND n.documents > 0 ORDER BY n.documents DESC, n.name)) AS aliases,
  (SELECT count(*) FROM participants p JOIN findings f ON f.id = p.record WHERE p.entity = e.id AND p.role = 'actor') AS as_actor,
  (SELECT count(*) FROM participants p JOIN findings f ON f.id = p.record WHERE p.entity = e.id AND p.role = 'recipient') AS as_recipient,
  (SELECT count(*) FROM participants p JOIN findings f ON f.id = p.record WHERE p.entity = e.id AND p.role = 'source') AS statements,
  e.id
FROM entities e
WHERE e.documents > 0;

CREATE VIEW stories AS
SELECT v.story AS id, count(*) AS events, count(DISTINCT d.id) AS documents, count(DISTINCT d.publisher) AS publishers,
  min(v.type) AS type, min(v.date_start) AS date_start, max(v.date_end) AS date_end, min(v.place) AS place
FROM events v JOIN documents d ON d.id = v.doc
WHERE v.story IS NOT NULL AND d.superseded_by IS NULL
GROUP BY v.story
HAVING count(*) > 1;
