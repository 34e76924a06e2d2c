/** The near page: asks the phone for its position when the person says so, and draws the listed schools on a map. */
export {};
