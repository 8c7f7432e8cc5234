package extract

import (
)

// Items that are quoted with a lead-in: all of a list that was asked for, else

// withItems adds the items that a chosen lead-in introduces, where a list was

// grouped puts the parts of one list beside each other in the order of the

// Tiers are items of one list that say the same for different cases.

// numbered begins an item.

// tiersOf gives the other items of the list that a sentence stands in, where

// asksList says whether all items of a list are wanted.

// holdsAnswer says whether a lead-in says itself what is asked: a figure was

// itemsOf gives the best items that a lead-in introduces, in the order of the
