-- The files stay in storage, where nothing leads to them any more.
DROP TABLE extras;
