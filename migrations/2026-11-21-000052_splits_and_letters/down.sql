DROP TABLE costs, letter_copies, letters, subscribers, purchase_shares, splits;
